// MJML's components with their most used attributes, for completion and colours.
import { html } from "@codemirror/lang-html";

const BOX = ["background-color", "border", "border-radius", "css-class", "padding"];
const TYPE = ["align", "color", "font-family", "font-size", "font-weight", "line-height"];

const COMPONENTS = {
  mjml: [], "mj-head": [], "mj-body": ["background-color", "width", "css-class"],
  "mj-attributes": [], "mj-all": ["font-family"], "mj-class": ["name"], "mj-style": ["inline"],
  "mj-title": [], "mj-preview": [], "mj-font": ["name", "href"], "mj-breakpoint": ["width"],
  "mj-html-attributes": [], "mj-include": ["path"],
  "mj-section": [...BOX, "background-url", "background-size", "direction", "full-width", "text-align"],
  "mj-wrapper": [...BOX, "background-url", "full-width"],
  "mj-group": ["background-color", "width", "vertical-align"],
  "mj-column": [...BOX, "inner-background-color", "vertical-align", "width"],
  "mj-text": [...TYPE, "container-background-color", "padding", "letter-spacing", "text-transform"],
  "mj-button": [...BOX, ...TYPE, "href", "inner-padding", "rel", "target", "width"],
  "mj-image": ["align", "alt", "border-radius", "fluid-on-mobile", "height", "href", "padding", "src", "width"],
  "mj-divider": ["border-color", "border-style", "border-width", "padding", "width"],
  "mj-spacer": ["height"], "mj-table": [...TYPE, "cellpadding", "cellspacing", "padding", "width"],
  "mj-hero": ["background-color", "background-height", "background-url", "background-width", "height", "mode", "padding"],
  "mj-raw": ["position"], "mj-navbar": ["align", "base-url", "hamburger"],
  "mj-navbar-link": ["color", "href", "font-size", "padding"],
  "mj-social": ["align", "icon-size", "mode", "padding"],
  "mj-social-element": ["background-color", "href", "name", "src", "alt"],
  "mj-accordion": ["border", "font-family"], "mj-accordion-element": [],
  "mj-accordion-title": TYPE, "mj-accordion-text": TYPE,
  "mj-carousel": ["thumbnails"], "mj-carousel-image": ["alt", "href", "src"],
};

export function emailHtml() {
  const extraTags = Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, names]) => [name, { attrs: Object.fromEntries(names.map((one) => [one, null])) }]),
  );
  // Liquid may open a tag in one branch and close it in another, so that closing tags are not judged.
  return html({ matchClosingTags: false, selfClosingTags: true, extraTags });
}
