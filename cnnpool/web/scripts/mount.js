// A component's script is called whenever it is told something else: one record for each place
// where it stands.

import { heard, onChange } from "./connection.js";

// `make(root)` gives {update(data, send), stop()}; `trigger` names what it sends to the server.
// What is sent while no server hears it waits; the last one says all.
export function mounted(make, trigger) {
  const records = new WeakMap();
  return ({ data, parentElement, setTriggerValue }) => {
    let record = records.get(parentElement);
    if (!record) {
      record = { ...make(parentElement), waiting: [] };
      record.deaf = onChange(() => heard() && record.waiting.splice(0).forEach(record.send));
      records.set(parentElement, record);
    }
    record.send = (value) => {
      if (heard()) setTriggerValue(trigger, value);
      else record.waiting = [value];
    };
    record.update(JSON.parse(new TextDecoder().decode(data)), record.send);
    return onUnmount(parentElement, () => {
      record.stop();
      record.deaf();
      records.delete(parentElement);
    });
  };
}

// The clean-up of a component: `stop` once its element has left the page. Streamlit (1.67.0,
// BidiComponent) also calls the clean-up of a call that was still loading when the component was told
// something else; then the component stands, and somebody may be typing into it.
export function onUnmount(element, stop) {
  return () => setTimeout(() => element.isConnected || stop());
}
