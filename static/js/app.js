// Everything that stands on every page. Each module is one behaviour, found by its data- attribute.
import "./trusted.js";
import "./htmx-setup.js";
import "./problems.js";
import "./toasts.js";
import "./menus.js";
import "./dialogs.js";
import "./sidebar.js";
import "./theme.js";
import "./copy.js";
import "./reveal.js";
import "./relative-time.js";
import "./time-zone.js";
import "./announce.js";
import "./presence.js";
import "./live.js";
