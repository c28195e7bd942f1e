// What remains of a connection when its call is over. Without a class of the store, so that processes without a build can load it.
import type { Connection } from './database.ts';

/** What is the same for all calls on a database: see `Database.lasting`. Other connections are what they are. */
export function lastingOf(connection: Connection): Connection {
  return connection.lasting ?? connection;
}
