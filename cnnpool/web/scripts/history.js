// Keeps the address that Back or Forward came to until the page sends its next message.
//
// Streamlit's client (1.67.0, handlePageInfoChanged and handleScriptFinished in App.tsx) takes the
// address of any run that answers. A run that was still going on when Back was pressed answers
// after it: its address replaces the entry that Back came to, and the run that Back asked for
// then adds an entry of its own. Neither is needed, since that run shows what the entry says.

export function keepAddressAfterBack() {
  let keeps = false;
  let handling = false; // Streamlit handles the popstate event: what it sends asks for that run

  for (const name of ["pushState", "replaceState"]) {
    const write = history[name].bind(history);
    history[name] = (...entry) => keeps || write(...entry);
  }
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    keeps &&= handling;
    return send.call(this, message);
  };
  const listener = () => {
    keeps = handling = true;
    setTimeout(() => (handling = false));
  };
  addEventListener("popstate", listener, { capture: true }); // before Streamlit's own listener
}
