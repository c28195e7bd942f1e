// After each test file: what its tests have left of databases goes, because what one file does to them is no other file's business.
import { afterAll } from 'vitest';
import { dropEmptied } from './fresh-database.ts';

afterAll(dropEmptied);
