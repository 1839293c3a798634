// The page of a new template: what is chosen says what empty fields will become.
import "./defaults.js";
import "./language.js";
import "./drop.js";
