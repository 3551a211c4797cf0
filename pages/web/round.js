// The meeting-room screen. Streamlit keeps the figures coming; what is seen stands in a layer of its own above it, so
// that a server that is away, a page drawn anew or a dialog of Streamlit's never reaches the wall.
"use strict";
(() => {
  const css = /* STYLE */ "";
  const LATE_MS = 10000; // without a sign of life for so long the picture counts as old; they come every 4 s
  const ASK_MS = 2000;
  const ANSWERS = 3; // the server has been back for longer than its page needs to tell us itself
  const AGAIN_MS = 30000; // a reload that did not help is not repeated at once
  const FADE_MS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600;
  const CUT_MS = 5000; // the same once the socket is known to be closed
  const PAUSE_MS = 600000; // a wall nobody touches goes on by itself
  const KEPT = "kpi-screen";
  const night = { hour: 3, spread: Math.random() * 3600000 };
  const opened = Date.now();
  const here = () => location.pathname.replace(/\/+$/, "") === "/screen";
  let wall = null, deck = null, sig = "", index = -1, turning = false;
  let seen = "", good = Date.now(), away = false, ahead = [], held = null, paused = 0, turns = 0, answers = 0, asking = false;

  const sheet = document.createElement("style");
  sheet.textContent = css;
  document.head.append(sheet);

  const offset = () => (ahead.length ? Math.max(...ahead) : 0);
  const now = () => Date.now() + offset();
  const cut = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState !== "CONNECTED";
  const stale = () => away || Date.now() - good > (cut() ? CUT_MS : LATE_MS);
  const hhmm = (ms) => new Date(ms).toTimeString().slice(0, 5);
  const slides = () => [...deck.children];

  function forget() { try { sessionStorage.removeItem(KEPT); } catch { /* storage is off */ } }

  function keep() {
    const kept = { search: location.search, good, html: deck.outerHTML };
    try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* storage is full or off: only a reload shows it */ }
  }

  // After a reload the last good picture stands at once, until the server has sent a new one.
  function restore() {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* storage is off */ }
    if (!kept || kept.search !== location.search) return;
    const parts = document.createElement("template");
    parts.innerHTML = kept.html;
    good = kept.good;
    adopt(parts.content.firstElementChild);
  }

  function stage() {
    if (wall) return wall;
    wall = document.createElement("div");
    wall.id = "kpi-screen";
    document.documentElement.append(wall); // beside the body: a dialog makes everything in it inert, cursor included
    return wall;
  }

  function leave() {
    wall?.remove();
    wall = deck = held = null;
    sig = "";
    index = -1;
    paused = turns = 0;
  }

  const pictures = (slide) => Promise.all([...slide.querySelectorAll("img")].map((img) => img.decode().catch(() => null)));

  const due = () => Math.floor(now() / 1000 / Number(deck.dataset.dwell)) % deck.children.length;

  // Upright the server does not know how high a list may be: of its rows the last, which stand best, give way whole.
  const lists = new ResizeObserver((seen) => seen.forEach((each) => fit(each.target)));

  function fit(list) {
    const upright = matchMedia("(max-aspect-ratio: 5/8) and (min-width: 700px)").matches;
    const rows = [...list.querySelectorAll(".row:not(.heads)")];
    for (const row of rows) row.style.display = "";
    while (upright && rows.length && list.scrollHeight > list.clientHeight + 1) rows.pop().style.display = "none";
  }

  // A deck is put in place of the one before only when its pictures are ready to be drawn.
  async function adopt(found) {
    sig = found.dataset.sig;
    const fresh = document.importNode(found, true);
    fresh.className = "deck";
    for (const slide of fresh.children) slide.classList.remove("shown", "coming");
    const old = deck, key = old?.children[index]?.dataset.slide;
    deck = fresh;
    const same = slides().findIndex((slide) => slide.dataset.slide === key);
    const next = paused && same >= 0 ? same : due();
    turning = true;
    stage().append(fresh);
    for (const list of fresh.querySelectorAll(".list")) lists.observe(list);
    await pictures(fresh.children[next]);
    fresh.children[next].classList.add("shown");
    if (old) fresh.children[next].classList.add("coming"); // the first picture has nothing to fade from
    index = next;
    tell();
    setTimeout(() => {
      old?.remove();
      fresh.children[next].classList.remove("coming");
      turned();
    }, old ? FADE_MS : 0);
    keep();
  }

  async function show(next) {
    if (turning || next === index) return;
    turning = true;
    const of = deck, before = of.children[index], coming = of.children[next];
    await pictures(coming);
    coming.classList.add("shown", "coming");
    index = next;
    tell();
    setTimeout(() => {
      before?.classList.remove("shown");
      coming.classList.remove("coming");
      turned();
    }, FADE_MS);
  }

  // Arrows pressed while one slide faded into another count as soon as it stands.
  function turned() {
    const by = turns;
    turning = false;
    turns = 0;
    if (by) turn(by);
  }

  // What is written on the slide that stands: the clock, and whether the figures are as new as they claim.
  function tell() {
    const slide = deck?.children[index];
    if (!slide) return;
    const off = stale();
    const line = off ? deck.dataset.offline.replace("{time}", hhmm(good + offset())) : deck.dataset.online;
    const said = paused ? `${line} · ${deck.dataset.paused}` : line;
    wall.classList.toggle("stale", off);
    write(slide.querySelector(".line"), said);
    write(slide.querySelector("time"), hhmm(now()));
  }

  function write(element, text) { if (element && element.textContent !== text) element.textContent = text; }

  // A sign of life carries the server's clock; the quickest of the last few is nearest to it.
  function listen() {
    const sign = document.querySelector(".kpi-pulse");
    if (!sign || sign.dataset.at === seen) return;
    seen = sign.dataset.at;
    away = sign.dataset.state === "away";
    if (away) return;
    if (sign.dataset.state === "empty") { forget(); leave(); } // there are no figures any more; the page says so
    good = Date.now();
    answers = 0;
    ahead = [...ahead, Number(seen) * 1000 - good].slice(-5);
  }

  function look() {
    if (!here()) { if (wall) leave(); return; }
    listen();
    const found = document.querySelector("#root .kpi-deck");
    if (found && !turning && found.dataset.sig !== sig) adopt(found);
    if (!deck || turning) return;
    tell();
    if (held && Date.now() > held) held = null;
    if (paused && Date.now() > paused) { paused = 0; tell(); }
    if (!paused && !held && !stale()) show(due());
  }

  function turn(by) {
    if (!deck) return;
    if (turning) { turns += by; return; }
    const of = deck.children.length;
    held = Date.now() + 1000 * Number(deck.dataset.dwell);
    if (paused) paused = Date.now() + PAUSE_MS;
    show((((index + by) % of) + of) % of);
  }

  addEventListener("keydown", (event) => {
    if (!wall || !here() || event.ctrlKey || event.altKey || event.metaKey) return;
    const keys = {
      ArrowLeft: () => turn(-1),
      ArrowRight: () => turn(1),
      " ": () => { paused = paused ? 0 : Date.now() + PAUSE_MS; tell(); },
      f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
      Escape: () => { leave(); location.assign(`/${location.search}`); },
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, true);

  async function answered() {
    const answer = await fetch("/_stcore/health", { cache: "no-store", signal: AbortSignal.timeout(1900) }).catch(() => null);
    if (answer && answer.status === 401) { forget(); location.reload(); }
    return Boolean(answer && answer.ok);
  }

  function reload() {
    let last = 0;
    try { last = Number(sessionStorage.getItem(`${KEPT}-at`)); } catch { /* storage is off */ }
    if (Date.now() - last < AGAIN_MS) return;
    try { sessionStorage.setItem(`${KEPT}-at`, String(Date.now())); } catch { /* storage is off */ }
    location.reload();
  }

  // The server answers and our page hears nothing from it: its socket is dead. Ask for the page anew, never blindly.
  async function mend() {
    if (!here() || asking) return;
    if (Date.now() - good < LATE_MS) { answers = 0; return; }
    asking = true;
    answers = (await answered()) ? answers + 1 : 0;
    asking = false;
    if (answers >= ANSWERS && !away) reload();
  }

  // Once a night, not all screens at once, and only onto a page that will come.
  async function refresh() {
    const at = new Date(), quiet = new Date(at.getFullYear(), at.getMonth(), at.getDate(), night.hour).getTime();
    const old = opened < quiet; // not drawn anew yet this night
    if (here() && old && Date.now() > quiet + night.spread && Date.now() < quiet + 2 * 3600000 && (await answered())) reload();
  }

  window.addEventListener("kpi-sent-away", forget);
  new MutationObserver(look).observe(document.getElementById("root"), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-at"] });
  setInterval(look, 250);
  setInterval(mend, ASK_MS);
  setInterval(refresh, 60000);
  if (here()) restore();
})();
