// Which events a caller may be told of: those of projects that his grants let him read, and those of no project.
import { decide, type Actor } from '../domain/access.ts';
import type { LoggedEvent } from '../domain/event/event.ts';
import type { Connection } from '../store/database.ts';
import { type ProjectBook, projectBookOf } from '../store/reach/project-book.ts';

/** Judges events for one caller. */
export class EventJudge {
  readonly #db: Connection;
  readonly #actor: Actor;
  readonly #book: ProjectBook;

  constructor(db: Connection, actor: Actor) {
    this.#db = db;
    this.#actor = actor;
    this.#book = projectBookOf(db);
  }

  /** At once; null when the project of the event is not known here yet. */
  known({ projectId }: LoggedEvent): boolean | null {
    if (projectId === null) return this.#mayRead(null);
    const path = this.#book.pathOf(projectId);
    return path === undefined ? null : this.#mayRead(path);
  }

  /** The same, after a look at the table when the project is not known: it was committed before any event of it. Rejects when the table cannot be read. */
  async allows(event: LoggedEvent): Promise<boolean> {
    const known = this.known(event);
    if (known !== null) return known;
    await this.#book.level(this.#db);
    // What is in no table is nobody's: it is told to those alone who may see all.
    return this.known(event) ?? false;
  }

  #mayRead(path: string | null): boolean {
    return decide(this.#actor, { role: 'viewer', path }) === 'ALLOWED';
  }
}

/** The judge for a caller; null when the role holds everywhere, so that there is nothing to judge. */
export function judgeFor(db: Connection, actor: Actor): EventJudge | null {
  return actor.grants === null ? null : new EventJudge(db, actor);
}

/** Notes the projects that events tell of, so that a later event of them is judged at once. */
export function learnProjects(db: Connection, events: readonly LoggedEvent[]): void {
  for (const { kind, subjectId: id, data } of events) {
    const path = data['path'];
    if (kind === 'project.created' && typeof path === 'string') projectBookOf(db).learn({ id, path });
  }
}
