"""The page of the first start: the first administrator makes a login, in either language."""

from html import escape

from litestar import Response

from taktline.api.caller import HttpRequest, language_asked
from taktline.api.runtime import Runtime
from taktline.base.text import Language, Text

TITLE = Text(en="Set up Taktline", zh="初始化 Taktline")
LEAD = Text(
    en="Make the first administrator. This link works once and for 24 hours.",
    zh="创建首位管理员。该链接仅可使用一次,24 小时内有效。",
)
NAME = Text(en="Your name", zh="姓名")
LOGIN = Text(en="Login name", zh="登录名")
PASSWORD = Text(en="Password (at least 10 characters)", zh="密码(至少 10 个字符)")
AGAIN = Text(en="Password again", zh="再次输入密码")
SEND = Text(en="Make administrator", zh="创建管理员")
DONE = Text(en="Done.", zh="完成。")
ENTER = Text(en="Sign in and begin", zh="登录并开始使用")
UNLIKE = Text(en="The two passwords differ.", zh="两次输入的密码不一致。")
AWAY = Text(en="The server does not answer; try again.", zh="服务器无响应;请重试。")
OTHER = Text(en="中文", zh="English")


async def send_set_up_page(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /set-up?token=`: a form; the token stays in the page and in no log."""
    wanted = request.query_params.get("language")
    language: Language = (
        "zh" if wanted == "zh" else "en" if wanted == "en" else language_asked(request)
    )
    html = page(request.query_params.get("token", ""), language)
    return Response(html.encode(), media_type="text/html", status_code=200)


def page(token: str, language: Language) -> str:
    """Return the page."""
    other: Language = "zh" if language == "en" else "en"
    fields = (
        ("name", NAME, "text", "name"),
        ("login", LOGIN, "text", "username"),
        ("password", PASSWORD, "password", "new-password"),
        ("again", AGAIN, "password", "new-password"),
    )
    rows = "".join(
        f'<label>{escape(label.say(language))}<input name="{name}" type="{kind}" '
        f'autocomplete="{fills}" required></label>'
        for name, label, kind, fills in fields
    )
    words = {"done": DONE, "enter": ENTER, "unlike": UNLIKE, "away": AWAY}
    said = " ".join(
        f'data-{name}="{escape(text.say(language), quote=True)}"' for name, text in words.items()
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(TITLE.say(language))}</title>"
        '<link rel="stylesheet" href="/api/reference.css"></head><body><main class="set-up">'
        f"<h1>{escape(TITLE.say(language))}</h1><p>{escape(LEAD.say(language))}</p>"
        f'<form id="set-up" data-token="{escape(token[:200], quote=True)}" '
        f'data-language="{language}" {said}>{rows}'
        f'<button type="submit">{escape(SEND.say(language))}</button></form>'
        '<p id="said" role="status" aria-live="polite"></p>'
        f'<p><a id="other" href="/set-up?language={other}" data-language="{other}">'
        f"{OTHER.say(language)}</a></p>"
        '</main><script src="/api/set-up.js" defer></script></body></html>'
    )
