// The console's scripts, each for one thing. Every page works without them; they only make it quicker.
import "./keys.js";
import "./palette.js";
import "./dialog.js";
import "./clock.js";
import "./live.js";
import "./theme.js";
import "./menus.js";
import "./print.js";
import "./scan.js";
import "./wording.js";
import "./certificate.js";
