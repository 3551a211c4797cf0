// Says Streamlit's own English words in Chinese while the page is Chinese; the pairs come from words.*.toml.
"use strict";
(() => {
  const pairs = /* WORDS */ {};
  const fallback = document.currentScript.dataset.lang;
  const version = new URL(document.currentScript.src).searchParams.get("v");
  const attributes = ["aria-label", "title", "placeholder", "alt", "data-title"];
  // What our own pages say is never touched, only what stands around it.
  const ours = '[data-testid="stMarkdownContainer"], svg, script, style, textarea, [contenteditable]';
  const theirs = '[data-testid="stFileUploader"] section, [data-testid="stTooltipContent"]'; // but in these Streamlit speaks
  const originals = new WeakMap();
  const exact = new Map();
  const shapes = [];
  for (const [en, zh] of Object.entries(pairs)) {
    if (!en.includes("{")) { exact.set(en, zh); continue; }
    const names = [];
    const source = en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name) => { names.push(name); return "(.+?)"; });
    shapes.push([new RegExp(`^${source}$`, "s"), names, zh]);
  }
  window.prerenderReady = false; // Streamlit's inline script did this; the security policy forbids inline scripts
  // On a deep link Streamlit would first look for its server below the page's own path and log two errors.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/` };

  // What lies before an uploader is nowhere but in his session (pages/upload.py): a reload would lose it without a word.
  let sentAway = false;
  const leave = () => { sentAway = true; location.reload(); };
  const inHand = () => document.querySelector(".st-key-draft");
  addEventListener("beforeunload", (event) => { if (!sentAway && inHand()) event.preventDefault(); });
  // Charts and colours are drawn for one theme; Streamlit's ground alone would follow the system's to another.
  const dark = matchMedia("(prefers-color-scheme: dark)"), drawn = dark.matches;
  dark.addEventListener("change", () => { // on paper all is light for a moment
    if (dark.matches !== drawn && location.pathname !== "/screen" && matchMedia("screen").matches && !inHand()) leave();
  });

  // A chart is drawn for its window; on paper it is stretched to the sheet's width (style.css), which takes a viewBox.
  const paper = (printing) => {
    for (const folded of document.querySelectorAll(".kpi-panel details")) folded.open = printing; // the rows that had no room
    for (const svg of document.querySelectorAll('.main-svg, [data-testid="stEChartsChart"] > div > svg')) {
      const size = [svg.getAttribute("width"), svg.getAttribute("height")].map(parseFloat);
      svg.parentElement.style.setProperty("--shape", size.join("/"));
      if (printing) svg.setAttribute("viewBox", `0 0 ${size.join(" ")}`); else svg.removeAttribute("viewBox");
    }
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
  matchMedia("print").addEventListener("change", (event) => paper(event.matches));

  // A picture that is taken away goes onto paper or another's slide: on a ground of its own, in the light theme's colours.
  const light = /* LIGHT */ {};
  const channels = (colour) => (colour[0] === "#" ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : colour.match(/[\d.]+/g).slice(0, 3)).join();
  const lightened = (colour) => {
    const to = light[channels(colour)], through = /^rgba.*,\s*([\d.]+)\)$/.exec(colour);
    return !to ? colour : through ? `rgba(${to},${through[1]})` : `rgb(${to})`;
  };
  const takenAway = (svg) => (drawn ? svg.replace(/#[0-9a-f]{6}\b|rgba?\([\d., ]+\)/gi, lightened) : svg)
    .replace(/<svg[^>]*>/, (tag) => `${tag}<rect width="100%" height="100%" fill="#ffffff"/>`);
  // Plotly turns this text into its picture, ECharts (the overview) offers it as a link whose name says nothing.
  const serialize = XMLSerializer.prototype.serializeToString;
  XMLSerializer.prototype.serializeToString = function (node) {
    const svg = serialize.call(this, node);
    return node.classList?.contains("main-svg") ? takenAway(svg) : svg;
  };
  const click = HTMLAnchorElement.prototype.click, drawing = /^data:image\/svg\+xml;charset=utf-8,/i;
  HTMLAnchorElement.prototype.click = function () {
    const named = document.querySelector("[data-picture]");
    if (this.download && named && drawing.test(this.href)) {
      const svg = takenAway(decodeURIComponent(this.href.replace(drawing, "")));
      this.href = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      this.download = `${named.dataset.picture}.svg`;
    }
    click.call(this);
  };

  // The gate closes a socket with 4401 when its owner was sent away or given another role: ask for the page anew.
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => {
        if (event.code !== 4401) return;
        dispatchEvent(new Event("kpi-sent-away")); // the meeting-room screen forgets what it kept (round.js)
        leave();
      });
    }
  };
  // A wall of more than 1920 points without device scaling shows everything larger (style.css). Plotly's charts cannot
  // be zoomed, nor do they know a phone: the server is told before it draws them.
  const kind = [[3600, "2"], [3000, "1.6"], [2400, "1.3"], [641, "1"], [0, "narrow"]].find(([from]) => innerWidth >= from);
  document.cookie = `kpi_window=${kind[1]}; path=/; samesite=lax`;

  // A login that ended while this machine slept shows only in the answers to Streamlit's attempts to connect.
  setInterval(async () => {
    const wanted = getComputedStyle(document.documentElement).getPropertyValue("--kpi-version").trim();
    if (wanted && wanted !== version && !inHand()) { leave(); return; } // the server has become another one meanwhile
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testConnectionState === "CONNECTED") return;
    const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => null);
    if (answer && answer.status === 401) leave();
  }, 3000);

  const asked = () => {
    const lang = new URLSearchParams(location.search).get("lang");
    return lang === "zh" || lang === "en" ? lang : fallback;
  };
  let lang = asked();

  function inChinese(text) {
    const plain = text.trim();
    if (!plain || !/[A-Za-z]/.test(plain)) return null;
    const whole = exact.get(plain);
    if (whole !== undefined) return text.replace(plain, () => whole);
    const of = plain.indexOf(": "); // "Fullscreen: what the chart is called"
    if (of > 0 && exact.has(plain.slice(0, of))) return `${exact.get(plain.slice(0, of))}：${plain.slice(of + 2)}`;
    for (const [shape, names, zh] of shapes) {
      const found = shape.exec(plain);
      if (found) return names.reduce((said, name, i) => said.replaceAll(`{${name}}`, () => found[i + 1]), zh);
    }
    return null;
  }

  function keep(node, what, en, zh) {
    if (!originals.has(node)) originals.set(node, new Map());
    originals.get(node).set(what, [en, zh]);
  }

  function speak(node, what, now, write) {
    if (now === null || now === undefined) return;
    if (lang === "zh") {
      const zh = inChinese(now);
      if (zh !== null && zh !== now) { keep(node, what, now, zh); write(zh); }
    } else {
      const kept = originals.get(node)?.get(what);
      if (kept && kept[1] === now) write(kept[0]);
    }
  }

  function text(node) {
    const parent = node.parentElement;
    if (!parent || (parent.closest(ours) && !parent.closest(theirs))) return;
    speak(node, "text", node.nodeValue, (said) => { node.nodeValue = said; });
  }

  function labels(element) {
    for (const name of attributes) {
      if (element.hasAttribute(name)) speak(element, name, element.getAttribute(name), (said) => element.setAttribute(name, said));
    }
  }

  function walk(root) {
    if (root.nodeType === Node.TEXT_NODE) { text(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    labels(root);
    const steps = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (steps.nextNode()) {
      const node = steps.currentNode;
      if (node.nodeType === Node.TEXT_NODE) text(node); else labels(node);
    }
  }

  function turn() {
    if (asked() === lang) return;
    lang = asked();
    document.documentElement.lang = lang;
    walk(document.documentElement);
  }

  // Streamlit makes a step of it when an address is completed by what it did not say: Back would stop at it for nothing.
  const completes = (url) => {
    const before = new URLSearchParams(location.search), to = new URL(url ?? "", location.href), after = to.searchParams;
    return to.pathname === location.pathname && before.get("as_of") === after.get("as_of") &&
      [...before].every(([name, value]) => after.get(name) === value);
  };
  const [push, replace] = [history.pushState, history.replaceState];
  history.pushState = function (...given) { (completes(given[2]) ? replace : push).apply(this, given); turn(); };
  history.replaceState = function (...given) { replace.apply(this, given); turn(); };
  addEventListener("popstate", turn);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk);
      else if (change.type === "characterData") text(change.target);
      else labels(change.target);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
  walk(document.documentElement);
})();
