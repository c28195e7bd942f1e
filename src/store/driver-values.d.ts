// The part of the driver that writes values as PostgreSQL reads them; its package has no types for it.
declare module 'pg/lib/utils.js' {
  const utils: {
    /** The text of a value, its bytes, or null for null and undefined. Throws for what has no such form. */
    readonly prepareValue: (value: unknown) => string | Buffer | null;
  };
  export default utils;
}
