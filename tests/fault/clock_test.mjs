// clock_test: the machine's clock is set back an hour, while the server works and between two of its lives, on both engines:
// ids stay unique, nothing is lost, the session of today goes on, every dose gets its certificate.
// test: timeout 600
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { books, certified, newLoad, newWorld, verify } from '../lib/stations.mjs';
import { engines, newDatabase, startServer } from '../lib/server.mjs';

const DAY = '2021-10-04';
const at = (time) => `${DAY}T${time}:00+07:00`;

async function work(what, w, server) {
	const before = w.load.answered;
	w.load.start(server);
	for (const until = Date.now() + 30000; Date.now() < until && w.load.answered < before + 40;)
		await sleep(20);
	await w.load.pause();
	check(`${what}: the stations go on`, w.load.answered >= before + 40, server.log().slice(-1500));
	equal(`${what}: what was answered is there, nothing is double, nothing refused`, verify(w.db, w.world, w.load), []);
}

async function story(engine) {
	const db = await newDatabase(engine);
	let server = await startServer({ db, clock: at('10:30') });
	const world = await newWorld(db, server, { sites: 2, date: DAY });
	const w = { db, world, load: newLoad(world, { stations: 8 }) };
	await work(`${engine}: at 10:30`, w, server);
	await server.setClock(at('09:30'));
	await work(`${engine}: set back an hour under its feet`, w, server);
	await server.kill();
	server = await startServer({ db, clock: at('08:30') });
	await work(`${engine}: killed, and started an hour earlier`, w, server);
	await server.stop();
	server = await startServer({ db, clock: at('10:00') });
	await work(`${engine}: and forward again, to what has been`, w, server);
	const late = await certified(db);
	check(`${engine}: every dose has its certificate (${late.toFixed(1)} s)`, late < 60, server.log().slice(-1500));
	await w.load.complete(server);
	const later = await certified(db);
	equal(`${engine}: everybody is walked to the end: nothing lost, nothing double, all certified`, [later < 60, verify(db, world, w.load, { complete: true })], [true, []]);
	equal(`${engine}: the books balance`, await books(db), []);
	await server.stop();
	await db.drop();
}

for (const engine of engines)
	await story(engine);
await finish();
