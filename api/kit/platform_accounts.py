"""Platform accounts in addresses: who published a content, as far as its address says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.kit.host_names import read_address
from api.kit.urls import normalised

_AT = r"@(?P<name>[\w.-]{1,60})"
_FIRST = r"(?P<name>[\w.-]{2,60})"
_PATHS: Mapping[str, str] = {
    "x.com": rf"{_FIRST}(?:/(?:status|with_replies|media)\b|$)",
    "twitter.com": rf"{_FIRST}(?:/(?:status|with_replies|media)\b|$)",
    "instagram.com": rf"(?:stories/)?{_FIRST}(?:/\d*|/(?:p|reel)/.*|/?$)",
    "tiktok.com": _AT,
    "threads.net": _AT,
    "threads.com": _AT,
    "youtube.com": rf"(?:{_AT}|(?:channel|c|user)/(?P<other>[\w.-]{{2,60}}))",
    "facebook.com": rf"{_FIRST}(?:/(?:posts|videos|photos|reels)\b|$)",
    "t.me": rf"(?:s/)?{_FIRST}(?:/\d+|$)",
    "reddit.com": r"(?:u|user)/(?P<name>[\w-]{2,60})",
    "bsky.app": r"profile/(?P<name>[\w.:-]{2,100})",
    "snapchat.com": rf"(?:add/|@){_FIRST}",
    "twitch.tv": rf"{_FIRST}$",
    "vk.com": rf"{_FIRST}$",
    "linkedin.com": rf"(?:in|company)/{_FIRST}",
    "dailymotion.com": rf"(?:user/)?{_FIRST}$",
    "onlyfans.com": rf"{_FIRST}(?:/|$)",
    "github.com": rf"{_FIRST}(?:/|$)",
}
"""By domain, where the path of an address names an account."""
_ANYWHERE = rf"(?:(?:users|u|user)/)?{_AT}(?:@[\w.-]+)?(?:/|$)"
"""Elsewhere: the form of federated networks, and of most platforms that are like them."""
_NO_ACCOUNT = frozenset(
    {
        "about", "accounts", "add", "compose", "direct", "events", "explore", "groups", "hashtag", "home", "i", "intent",
        "joinchat", "login", "marketplace", "messages", "notifications", "p", "pages", "permalink.php", "photo",
        "photo.php", "playlist", "privacy", "profile.php", "reel", "reels", "search", "settings", "share", "sharer",
        "shorts", "signup", "stories", "story.php", "terms", "tv", "video", "videos", "watch",
    }
)  # fmt: skip
"""First parts of paths that are pages of the platform itself."""
_SAME = {"twitter.com": "x.com", "threads.com": "threads.net"}
"""Platforms that changed their domain: an account is one under both."""


def account_of(url: str) -> str | None:
    """The account that an address names, as `platform/name` in lower case; None when it names none.

    A first guess for people who look for what belongs together: nothing is decided by it.
    """
    address, whole = read_address(url), normalised(url)
    if address is None or whole is None or not address.host:
        return None
    platform = address.registrable or address.host
    path = whole.partition("?")[0].partition("/")[2]
    found = re.match(_PATHS.get(platform, _ANYWHERE), path)
    if found is None:
        return None
    named = found.groupdict()
    name = (named.get("name") or named.get("other") or "").casefold()
    return f"{_SAME.get(platform, platform)}/{name}" if name and name not in _NO_ACCOUNT else None
