"""The type of the meeting-room screen against figures worked out by hand, and which slides it shows."""

from __future__ import annotations

import pytest

from kpi import legible, playlist

BRANDS = ("intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform")
ALL = ("overview", "gaps", *BRANDS, "changes")


def test_five_metres_and_75_inches_make_letters_of_29_mm_or_34_points() -> None:
    """5000 mm × tan 20′ = 5000 × 0.0058178 = 29.09 mm; 75 inch at 16:9 is 1660.4 mm wide, 0.8648 mm a point."""
    assert legible.character(5) == pytest.approx(29.09, abs=0.005)
    assert legible.width(75) == pytest.approx(1660.4, abs=0.1)
    size = legible.size(5, 75)
    assert (size.points, size.needed, size.enough) == (34, 34, True)


def test_larger_panels_and_nearer_seats_need_fewer_points_but_never_below_the_least() -> None:
    """86 inch at 5 m: 29.09 ÷ 0.9916 = 29.3; 4 m and 98 inch: 23.27 ÷ 1.1300 = 20.6."""
    assert legible.size(5, 86).points == 30
    assert (legible.size(4, 98).points, legible.size(4, 98).needed) == (28, 21)


def test_a_small_panel_far_away_is_told_so() -> None:
    """55 inch at 5 m: 29.09 ÷ 0.6342 = 45.9 points; 40 points of 0.6342 mm are read from 25.37 ÷ 5.8178 = 4.36 m."""
    size = legible.size(5, 55)
    assert (size.points, size.needed, size.enough) == (40, 46, False)
    assert legible.farthest(55) == pytest.approx(4.36, abs=0.005)


def test_english_words_leave_room_for_smaller_letters_only() -> None:
    assert legible.size(5, 55, "en").points == 36
    assert legible.farthest(55, "en") < legible.farthest(55)


@pytest.mark.parametrize("text", ["", "x", "-3", "nan", "inf", "1e9", "0"])
def test_what_is_no_distance_is_the_usual_one(text: str) -> None:
    assert legible.asked(text, text) == (5.0, 75.0)


def test_a_distance_and_a_diagonal_are_taken_from_the_address() -> None:
    assert legible.asked("7.5", "98") == (7.5, 98.0)


def test_ten_slides_go_round_unless_something_else_is_asked_for() -> None:
    assert playlist.slides(BRANDS) == ALL
    assert playlist.chosen("", {}, ALL) == playlist.Playlist(ALL)


def test_a_playlist_is_slides_or_a_name_or_both() -> None:
    named = playlist.named("morning=overview, gaps ;week=ore,metrics;")
    assert named == {"morning": ("overview", "gaps"), "week": ("ore", "metrics")}
    assert playlist.chosen("ore,gaps", named, ALL).slides == ("ore", "gaps")
    assert playlist.chosen("morning", named, ALL).slides == ("overview", "gaps")
    assert playlist.chosen("week, overview,ore", named, ALL).slides == ("ore", "metrics", "overview")


def test_what_is_no_slide_is_said_and_the_rest_goes_on() -> None:
    assert playlist.chosen("night,ore", {}, ALL) == playlist.Playlist(("ore",), ("night",))
    assert playlist.chosen("night", {}, ALL) == playlist.Playlist(ALL, ("night",))


@pytest.mark.parametrize("text", ["morning", "=ore", "morning=", "a=b;c"])
def test_a_playlist_without_a_name_or_slides_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        playlist.named(text)


def test_a_wall_shows_the_slides_of_its_pages_only() -> None:
    assert playlist.allowed(ALL, ()) == ALL
    assert playlist.allowed(ALL, ("ore", "screen")) == ("ore",)
    assert playlist.allowed(ALL, ("overview", "reform")) == ("overview", "gaps", "reform", "changes")


def test_a_slide_stands_twenty_to_thirty_seconds() -> None:
    """Shorter only where the setting is shorter, as in tests."""
    assert [playlist.dwell(asked, 24) for asked in ("", "x", "5", "25", "90", "-1")] == [24, 24, 20, 25, 30, 24]
    assert [playlist.dwell(asked, 2) for asked in ("", "1", "3", "90")] == [2, 2, 3, 30]
