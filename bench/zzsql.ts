import fs from 'node:fs';
const s = fs.readFileSync(new URL('../dist/store/write/claim.store.js', import.meta.url),'utf8');
export const claimSql = s.slice(s.indexOf('text: `')+7, s.indexOf('`,\n};'));
