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
    return () => {
      record.stop();
      record.deaf();
      records.delete(parentElement);
    };
  };
}
