// The review page's own behaviour; everything else on it is HTML and HTMX.
import "./comment.js";
import "./reject.js";
import "./discussion.js";
import "./keys.js";
import "./mentions.js";
import "./places.js";
