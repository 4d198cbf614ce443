// A component's script is called at every rerun: one record for each place where it stands.

// `make(root)` gives {update(data, send), stop()}; `trigger` names what it sends to the server.
export function mounted(make, trigger) {
  const records = new WeakMap();
  return ({ data, parentElement, setTriggerValue }) => {
    let record = records.get(parentElement);
    if (!record) {
      record = make(parentElement);
      records.set(parentElement, record);
    }
    const about = JSON.parse(new TextDecoder().decode(data));
    record.update(about, (value) => setTriggerValue(trigger, value));
    return () => {
      record.stop();
      records.delete(parentElement);
    };
  };
}
