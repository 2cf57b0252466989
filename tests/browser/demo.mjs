// demo.mjs - the demo country with its server, a browser, and the demo's manager at work: where the browser journeys begin.
import { atEnd } from '../lib/check.mjs';
import { newDatabase, startServer } from '../lib/server.mjs';
import { openBrowser, start } from './look.mjs';

export { start };
export const PASSWORD = 'demo-hoa-sen-2021', PIN = '246813'; // the demo's own
export const db = await newDatabase('sqlite', { migrate: true });
export const server = await startServer({ db, args: ['--demo'], clock: start.toISOString(), patience: 120000 });
export const browser = await openBrowser();
atEnd(() => browser.close());

export const manager = await server.login('quanly', PASSWORD);
export const { staff } = (await manager.get('/api/v1/me')).json;
export const unit = `/api/v1/units/${staff.unit_id}`;
export const session = (await manager.get(`${unit}/sessions`)).json.items[0];
export const board = async () => (await manager.get(`${unit}/sessions/${session.id}/board`)).json.items;
