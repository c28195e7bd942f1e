// A deck whose methods do nothing, to measure what a step costs beside its device.

/** Needs no import: a plain object of a deck's shape will do. */
export default {
  name: 'bench',
  instruments: [{ name: 'nothing', methods: { noop: { args: {}, returns: null, run() {} }, read: { args: {}, returns: null, repeatable: true, run() {} } } }],
};
