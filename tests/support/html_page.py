"""A page as a person without scripts uses it: headings, text, links, and forms with their buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "path"}


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class HtmlPage(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open_tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag not in VOID:
            self.open_tags.append(tag)
        if tag == "form":
            self.forms.append(Form(values["action"]))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[values["name"]] = values["value"]
        elif tag == "button":
            self.forms[-1].buttons.append({**values, "text": ""})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text += " " + data
        if self.open_tags and self.open_tags[-1] == "button":
            self.forms[-1].buttons[-1]["text"] += data

    def button(self, text: str) -> tuple[str, dict[str, str]]:
        """The address and fields that pressing a button sends."""
        for form in self.forms:
            for button in form.buttons:
                if button["text"] == text:
                    chosen = {button["name"]: button["value"]} if "name" in button else {}
                    return form.action, {**form.fields, **chosen}
        raise AssertionError(
            f"there is no button {text!r}; there are {[b['text'] for f in self.forms for b in f.buttons]}"
        )

    def find(self, tag: str) -> list[dict[str, str]]:
        return [values for found, values in self.tags if found == tag]
