// Whether the page has its server, as Streamlit says on the page itself. Another Streamlit may not
// say so: then the page counts as connected.

const CONNECTION = "data-test-connection-state"; // both Streamlit's
const SCRIPT = "data-test-script-state";
const LOST = "data-cnnpool-lost"; // from the loss until the server knows the page again
const MOST_WAITING = 15000; // milliseconds

const app = () => document.querySelector(`[${CONNECTION}]`);
const connected = () => app().getAttribute(CONNECTION) === "CONNECTED";

// Whether the server hears the page, and knows it.
export function heard() {
  return !app() || (connected() && !app().hasAttribute(LOST));
}

// Call `tell` when that changes.
export function onChange(tell) {
  return observe([CONNECTION, LOST], tell);
}

// Call `greet` when the page comes back. It may come back to a server that began anew, or to another
// one. Streamlit waits for the next change then, and a server that does not know the page takes that
// for a first visit: the change is lost. So the page greets first, and holds still until that run
// is over.
export function onReturn(greet) {
  return observe([CONNECTION], () => {
    if (!connected()) app().setAttribute(LOST, "");
    else if (app().hasAttribute(LOST)) {
      greet();
      holdStill();
    }
  });
}

function holdStill() {
  let runs = false;
  const letGo = () => {
    stop();
    clearTimeout(timer);
    app().inert = false;
    if (connected()) app().removeAttribute(LOST);
  };
  const stop = observe([SCRIPT, CONNECTION], () => {
    const rests = app().getAttribute(SCRIPT) === "notRunning";
    if ((runs && rests) || !connected()) letGo();
    runs ||= !rests;
  });
  const timer = setTimeout(letGo, MOST_WAITING);
  app().inert = true;
}

function observe(attributes, tell) {
  const observer = new MutationObserver(tell);
  if (app()) observer.observe(app(), { attributes: true, attributeFilter: attributes });
  return () => observer.disconnect();
}
