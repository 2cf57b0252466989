// space.mjs - row (h): what a dose costs on disk, with everything that belongs to it (person, visit, forms, events, audit,
// certificate, indexes), and the server's memory afterwards.
import { databaseBytes, digits, missed, newDatabase, replay, row, serve, whole } from './lib.mjs';

const JOURNEYS = Number(process.env.BENCH_SPACE_JOURNEYS ?? 10000);
const args = ['--journeys', JOURNEYS, '--sites', 16, '--connections', 64];
const command = `tiemchung replay ${args.join(' ')}`;

for (const [engine, name] of [['sqlite', 'SQLite'], ['postgresql', 'PostgreSQL']]) {
	try {
		const db = newDatabase(engine);
		const before = databaseBytes(db);
		const server = await serve(db);
		const idle = server.memory();
		await replay(server, db, args);
		const memory = server.memory();
		await server.stop();
		const bytes = (databaseBytes(db) - before) / JOURNEYS;
		row({ what: `(h) bytes stored a dose, ${name}, after ${whole(JOURNEYS)} whole journeys`, ours: whole(bytes), command });
		row({ what: `(h) resident memory of the server, ${name}, after them (at start ${digits(idle / 2 ** 20, 0)} MiB)`, ours: `${digits(memory / 2 ** 20, 0)} MiB`, command });
		db.drop();
	} catch (e) {
		missed(`(h) bytes stored a dose, ${name}`, e, command);
	}
}
process.exit(0);
