// kannel.mjs - a real Kannel (bearerbox and smsbox) between the server under test and a mobile network that we are.
//
//	const kannel = await startKannel();                    // Kannel's fake SMSC: takes all, reports all as delivered
//	const server = await startServer({ db, args: kannel.args });
//	kannel.received                                        // [{ to, from, text, parts, coding }], a long message once, joined
//	await kannel.stop(); await kannel.start();             // down and up again
//
// The network speaks the line protocol of fakesmsc to Kannel's own driver "fake". That driver reports every message as
// delivered, at once; where a test needs another answer, { network: 'smpp', answer: (sms) => 'failed' } is a small SMPP 3.4
// peer: 'delivered', 'failed' (taken, later reported as not delivered), 'refused' (not taken), 'silent' (taken, no report).
// { unknown: '0999' }: numbers that begin so belong to nobody; a second network, of that kind, reports each as not delivered.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './check.mjs';
import { freePort, newFolder } from './server.mjs';

const USER = 'tiemchung', PASSWORD = 'kannel-secret';
const children = new Set();
process.on('exit', () => {
	for (const child of children)
		child.kill('SIGKILL');
});

async function until(what, look, patience = 20000) {
	for (const end = Date.now() + patience; ;) {
		const found = await look();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`kannel: ${what}`);
		await sleep(20);
	}
}

// Does somebody listen there?
function listens(port) {
	return new Promise((done) => {
		const s = connect(port, '127.0.0.1');
		s.once('connect', () => { s.destroy(); done(true); });
		s.once('error', () => done(false));
	});
}

const overSmpp = (id, port) => `smsc = smpp\nsmsc-id = ${id}\nhost = 127.0.0.1\nport = ${port}\nsmsc-username = u\nsmsc-password = p\nsystem-type = ""\n`
	+ 'transceiver-mode = true\nreconnect-delay = 1\nenquire-link-interval = 5\n';

function configuration({ folder, ports, network, unknown }) {
	const smsc = network === 'smpp' ? overSmpp('net', ports.network) : `smsc = fake\nsmsc-id = net\nport = ${ports.network}\nconnect-allow-ip = 127.0.0.1\n`;
	const none = unknown ? `denied-prefix = ${unknown}\n\ngroup = smsc\n${overSmpp('none', ports.none)}allowed-prefix = ${unknown}\n` : '';
	const file = join(folder, 'kannel.conf');
	writeFileSync(file, `group = core
admin-port = ${ports.admin}
admin-password = ${PASSWORD}
admin-interface = 127.0.0.1
smsbox-port = ${ports.smsbox}
smsbox-interface = 127.0.0.1
dlr-storage = internal

group = smsc
${smsc}${none}
group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.sendsms}
sendsms-interface = 127.0.0.1
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = ${USER}
password = ${PASSWORD}
concatenation = true
max-messages = 10
`, { mode: 0o600 });
	return file;
}

function box(name, args) {
	const child = spawn(`/usr/sbin/${name}`, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	children.add(child);
	let log = '';
	const take = (text) => { log = (log + text).slice(-20000); };
	child.stdout.setEncoding('utf8').on('data', take);
	child.stderr.setEncoding('utf8').on('data', take);
	const b = { child, ended: false, log: () => log };
	b.over = once(child, 'close').then(() => { b.ended = true; children.delete(child); });
	return b;
}

async function endBox(b) {
	if (!b || b.ended)
		return;
	b.child.kill('SIGTERM');
	const timer = setTimeout(() => b.child.kill('SIGKILL'), 5000);
	await b.over;
	clearTimeout(timer);
}

// ---- what arrives ----

// Parts of long messages are joined: 05 00 03 REFERENCE TOTAL NUMBER is the header of each.
function collector(received) {
	const open = new Map();
	return ({ from, to, header, text, coding }) => {
		if (!header) {
			received.push({ from, to, text, parts: 1, coding });
			return;
		}
		const [, , , reference, total, number] = header;
		const key = `${to} ${reference}`;
		const parts = open.get(key) ?? [];
		parts[number - 1] = text;
		open.set(key, parts);
		if (parts.filter((p) => p !== undefined).length === total) {
			open.delete(key);
			received.push({ from, to, text: parts.join(''), parts: total, coding });
		}
	};
}

// ---- the fake SMSC's lines: from to text WORDS | from to ucs-2 BYTES | from to udh BYTES data BYTES ----

const bytesOf = (escaped) => {
	const out = [];
	for (let i = 0; i < escaped.length; i++)
		if (escaped[i] === '%') {
			out.push(parseInt(escaped.slice(i + 1, i + 3), 16));
			i += 2;
		} else {
			out.push(escaped[i] === '+' ? 32 : escaped.charCodeAt(i));
		}
	return Buffer.from(out);
};
const utf16 = (bytes) => Buffer.from(bytes).swap16().toString('utf16le');

function readLine(line, take) {
	const [from, to, kind, first, , second] = line.split(' ');
	if (kind === 'text') {
		take({ from, to, text: line.slice(`${from} ${to} text `.length), coding: 'gsm' });
	} else if (kind === 'ucs-2') {
		take({ from, to, text: utf16(bytesOf(first)), coding: 'ucs2' });
	} else if (kind === 'udh') {
		// the line does not tell the alphabet: UTF-16 of our languages has zeros, UTF-8 has none
		const bytes = bytesOf(second), wide = bytes.includes(0);
		take({ from, to, header: bytesOf(first), text: wide ? utf16(bytes) : bytes.toString('utf8'), coding: wide ? 'ucs2' : 'gsm' });
	}
}

async function fakePhone(port, take) {
	const socket = connect(port, '127.0.0.1');
	await once(socket, 'connect');
	let rest = '';
	socket.setEncoding('utf8').on('data', (text) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop();
		for (const line of lines)
			readLine(line, take);
	});
	socket.on('error', () => {});
	return { close: () => socket.destroy() };
}

// ---- the SMPP 3.4 peer ----

const BIND = 9, SUBMIT = 4, DELIVER = 5, ENQUIRE = 0x15, UNBIND = 6, RESPONSE = 0x80000000, INVALID_DESTINATION = 0x0b;

function pdu(command, status, sequence, body = Buffer.alloc(0)) {
	const head = Buffer.alloc(16);
	[16 + body.length, command, status, sequence].forEach((n, i) => head.writeUInt32BE(n >>> 0, 4 * i));
	return Buffer.concat([head, body]);
}

const cString = (text) => Buffer.from(`${text}\0`, 'latin1');

function readSubmit(body) {
	let at = 0;
	const byte = () => body[at++];
	const string = () => {
		const end = body.indexOf(0, at), text = body.toString('latin1', at, end);
		at = end + 1;
		return text;
	};
	string();
	at += 2;
	const from = string();
	at += 2;
	const to = string();
	const esm = byte();
	at += 2;
	string();
	string();
	const registered = byte();
	at += 1;
	const coding = byte();
	at += 1;
	const n = byte();
	let bytes = body.subarray(at, at + n), header;
	if (esm & 0x40) {
		header = bytes.subarray(0, bytes[0] + 1);
		bytes = bytes.subarray(bytes[0] + 1);
	}
	return { from, to, header, registered, text: coding === 8 ? utf16(bytes) : bytes.toString('latin1'), coding: coding === 8 ? 'ucs2' : 'gsm' };
}

function receipt(sms, id, delivered) {
	const text = `id:${id} sub:001 dlvrd:${delivered ? '001' : '000'} submit date:2108050900 done date:2108050901 stat:${delivered ? 'DELIVRD' : 'UNDELIV'} err:${delivered ? '000' : '001'} text:`;
	const short = Buffer.from(text, 'latin1');
	return Buffer.concat([cString(''), Buffer.from([0, 1]), cString(sms.to), Buffer.from([0, 1]), cString(sms.from),
		Buffer.from([4, 0, 0]), cString(''), cString(''), Buffer.from([0, 0, 0, 0, short.length]), short]);
}

function answerPdu(socket, state, { command, sequence, body }, take, answer) {
	if (command === BIND || command === 1 || command === 2) {
		socket.write(pdu(command | RESPONSE, 0, sequence, cString('net')));
	} else if (command === ENQUIRE || command === UNBIND) {
		socket.write(pdu(command | RESPONSE, 0, sequence));
	} else if (command === SUBMIT) {
		const sms = readSubmit(body), verdict = answer(sms), id = `m${++state.id}`;
		if (verdict === 'refused') {
			socket.write(pdu(SUBMIT | RESPONSE, INVALID_DESTINATION, sequence));
			return;
		}
		socket.write(pdu(SUBMIT | RESPONSE, 0, sequence, cString(id)));
		take(sms);
		if (verdict !== 'silent' && sms.registered & 1)
			socket.write(pdu(DELIVER, 0, ++state.sequence, receipt(sms, id, verdict === 'delivered')));
	}
}

async function smppNetwork(port, take, answer) {
	const sockets = new Set(), state = { id: 0, sequence: 0 };
	const server = createServer((socket) => {
		sockets.add(socket);
		let rest = Buffer.alloc(0);
		socket.on('error', () => {}).on('close', () => sockets.delete(socket)).on('data', (bytes) => {
			rest = Buffer.concat([rest, bytes]);
			while (rest.length >= 16 && rest.length >= rest.readUInt32BE(0)) {
				const n = rest.readUInt32BE(0);
				answerPdu(socket, state, { command: rest.readUInt32BE(4), sequence: rest.readUInt32BE(12), body: rest.subarray(16, n) }, take, answer);
				rest = rest.subarray(n);
			}
		});
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		bound: () => sockets.size > 0,
		close() {
			for (const s of sockets)
				s.destroy();
			server.close();
		},
	};
}

// ---- the whole ----

// Options: network ('fake' or 'smpp'), answer (of the SMPP peer), unknown (a prefix). Of Kannel:
//	url (with user and password), args: for startServer(), with reports of delivery; received; log()
//	start(), stop(): SIGTERM to both boxes, kill(): SIGKILL. Stopped by itself at the end of the test.
export async function startKannel({ network = 'fake', answer = () => 'delivered', unknown = null } = {}) {
	if (!existsSync('/usr/sbin/bearerbox') || !existsSync('/usr/sbin/smsbox'))
		throw new Error('the Debian package "kannel" is not installed: run tools/install.sh test');
	const folder = newFolder('kannel');
	const ports = { admin: await freePort(), smsbox: await freePort(), sendsms: await freePort(), network: await freePort(), none: await freePort() };
	const file = configuration({ folder, ports, network, unknown });
	const received = [], take = collector(received);
	const url = `http://${USER}:${PASSWORD}@127.0.0.1:${ports.sendsms}/cgi-bin/sendsms`;
	let bearer = null, sms = null, phone = null;
	const smpp = network === 'smpp' ? await smppNetwork(ports.network, take, answer) : null;
	const none = unknown ? await smppNetwork(ports.none, take, () => 'failed') : null;
	const kannel = {
		url, received, folder, user: USER, password: PASSWORD,
		args: (port) => ['--sms-kannel', url, '--sms-from', 'TiemChung', '--sms-dlr-base', `http://127.0.0.1:${port}`],
		log: () => `${bearer?.log() ?? ''}\n${sms?.log() ?? ''}`,
		async start() {
			bearer = box('bearerbox', [file]);
			await until(`bearerbox does not listen\n${bearer.log()}`, () => bearer.ended || listens(ports.smsbox));
			if (bearer.ended)
				throw new Error(`bearerbox ended:\n${bearer.log()}`);
			sms = box('smsbox', [file]);
			await until(`smsbox does not listen\n${sms.log()}`, () => sms.ended || listens(ports.sendsms));
			if (sms.ended)
				throw new Error(`smsbox ended:\n${sms.log()}`);
			if (none)
				await until('bearerbox does not bind to the second network', () => none.bound());
			if (smpp) {
				await until('bearerbox does not bind', () => smpp.bound());
			} else {
				await until('the fake SMSC does not listen', () => listens(ports.network));
				phone = await fakePhone(ports.network, take);
			}
		},
		async stop() {
			await endBox(sms);
			await endBox(bearer);
			phone?.close();
			phone = null;
		},
		async kill() {
			for (const b of [sms, bearer])
				if (b && !b.ended) {
					b.child.kill('SIGKILL');
					await b.over;
				}
			phone?.close();
			phone = null;
		},
	};
	atEnd(async () => {
		await kannel.stop();
		smpp?.close();
		none?.close();
	});
	await kannel.start();
	return kannel;
}
