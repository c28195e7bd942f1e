// Which addresses of the network a webhook may go to: those of the public internet, by the registries of special addresses.

/** Blocks that are not public, as prefix and length (RFC 6890 and its registries): this network, private, shared, loopback, link local with its metadata services, test nets, multicast, reserved. */
const V4_BLOCKS = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'] as const;
/** Of IPv6 only these are public at all (2000::/3), but for what is set aside within them: special purposes with Teredo, documentation, 6to4, and again documentation. */
const V6_PUBLIC = '2000::/3';
const V6_BLOCKS = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const;
/** Forms in which an IPv6 address stands for one of IPv4: mapped, compatible, and translated; the last four bytes are that. */
const V4_WITHIN_V6 = ['::ffff:0:0/96', '::/96', '64:ff9b::/96'] as const;

/** Whether an address, as text without brackets or zone, is one of the public internet. False for what is no address. */
export function isPublicAddress(text: string): boolean {
  const bytes = addressBytes(text);
  if (bytes === null) return false;
  if (bytes.length === 4) return !isWithin(bytes, V4_BLOCKS);
  if (isWithin(bytes, V4_WITHIN_V6)) return !isWithin(bytes.slice(12), V4_BLOCKS);
  return isWithin(bytes, [V6_PUBLIC]) && !isWithin(bytes, V6_BLOCKS);
}

/** The bytes of an address: four, sixteen, or null for what is none. */
export function addressBytes(text: string): readonly number[] | null {
  return text.includes(':') ? v6Bytes(text) : v4Bytes(text);
}

const LOCAL_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)\.?$/;

/** Whether a host of an address is local by its name alone: `localhost`, names that only private networks have, and names of one part. */
export function isLocalName(host: string): boolean {
  const name = host.toLowerCase();
  return LOCAL_NAMES.test(name) || !name.replace(/\.$/, '').includes('.');
}

function v4Bytes(text: string): readonly number[] | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

const GROUP = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;

function v6Bytes(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [front, back] = halves.map((half) => groupsOf(half));
  if (front === null || back === null || front === undefined) return null;
  const missing = GROUPS - front.length - (back?.length ?? 0);
  if (back === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...front, ...Array.from({ length: back === undefined ? 0 : missing }, () => 0), ...(back ?? [])];
  return groups.flatMap((group) => [group >> 8, group & 255]);
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(half: string): readonly number[] | null {
  if (half === '') return [];
  const parts = half.split(':');
  const tail = parts.at(-1)!.includes('.') ? v4Bytes(parts.pop()!) : [];
  if (tail === null || parts.some((part) => !GROUP.test(part))) return null;
  return [...parts.map((part) => Number.parseInt(part, 16)), ...(tail.length === 0 ? [] : [tail[0]! * 256 + tail[1]!, tail[2]! * 256 + tail[3]!])];
}

function isWithin(bytes: readonly number[], blocks: readonly string[]): boolean {
  return blocks.some((block) => {
    const [prefix, length] = block.split('/') as [string, string];
    const start = addressBytes(prefix)!;
    return start.length === bytes.length && start.every((byte, i) => {
      const bits = Math.max(0, Math.min(8, Number(length) - i * 8));
      return byte >> (8 - bits) === bytes[i]! >> (8 - bits);
    });
  });
}
