// The bar on the page: the server hears of its pins.

import { mounted } from "./mount.js";
import { makePlayer } from "./player.js";

export default mounted(makePlayer, "pin");
