// The bar on the page: the server hears of its pins.
export default mounted(makePlayer, "pin");
