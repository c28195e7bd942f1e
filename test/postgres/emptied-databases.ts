// After each test file: of the databases that its tests have left only what is like a new one stays, because what one file does to them is no other file's business.
import { afterAll } from 'vitest';
import { keepPristine } from './fresh-database.ts';

afterAll(keepPristine);
