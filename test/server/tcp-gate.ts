// A door between a client and a TCP server that can be shut: connections are cut and new ones refused until it is opened again.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A gate on a port of its own. */
export interface TcpGate {
  readonly port: number;
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Opens a gate in front of `host:port`. */
export async function tcpGate(target: { host: string; port: number }): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    // Either side may be cut at any moment: that is what the gate is for.
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const build = (): Server => createServer((near) => {
    const far = track(connect(target));
    track(near).pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  let server = build();
  const listen = (port: number): Promise<void> => new Promise((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', resolve); });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async shut() {
      const closed = new Promise((resolve) => { server.close(resolve); });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async open() {
      server = build();
      await listen(port);
    },
  };
}
