// Follows the address given on the command line with the EventSource of the platform; writes each event's number on a line of its own.
// While it waits to connect again nothing else keeps the process.
setInterval(() => undefined, 60_000);
const source = new globalThis.EventSource(process.argv[2]);
source.addEventListener('open', () => process.stdout.write('open\n'));
source.addEventListener('event', ({ data, lastEventId }) => {
  const event = JSON.parse(data);
  if (event.cursor !== lastEventId) throw new Error('the id is not the cursor');
  process.stdout.write(`${event.requestId}\n`);
});
source.addEventListener('caught-up', () => process.stdout.write('caught-up\n'));
