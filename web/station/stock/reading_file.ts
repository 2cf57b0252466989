// What a temperature logger wrote: lines with a time and a temperature, in whatever order of columns around them.
//
// Times: dd/mm/yyyy hh:mm[:ss] (also with . or -, AM/PM, SA/CH) or ISO 8601; without a zone they are of Viet Nam. The
// temperature is the first number after the time: 4,5 or 4.5, with or without °C.
export interface Measured { at: number; celsius_e1: number }
export interface ReadingFile { readings: Measured[]; bad: { line: number; text: string }[]; thinned: number }

const ISO = /(\d{4})-(\d\d)-(\d\d)[T ,;\t"]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?/;
const LOCAL = /(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ ,;\t"]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(AM|PM|SA|CH)?/i;
const ZONE_MS = 7 * 3_600_000;
export const READINGS_MOST = 2000; // the server keeps as many

interface Moment { at: number; end: number }

function instant(y: number, mo: number, d: number, h: number, mi: number, s: number): number | null {
	const at = Date.UTC(y, mo - 1, d, h, mi, s);
	const back = new Date(at);
	return back.getUTCDate() === d && back.getUTCMonth() === mo - 1 && h < 24 && mi < 60 && s < 60 ? at : null;
}

function zoneOf(text: string): number {
	const [, sign, h, m] = /([+-])(\d\d):?(\d\d)/.exec(text) ?? [];
	return sign ? (sign === '-' ? -1 : 1) * (Number(h) * 60 + Number(m)) * 60_000 : 0;
}

function readMoment(line: string): Moment | null {
	const iso = ISO.exec(line), local = iso ? null : LOCAL.exec(line);
	const m = iso ?? local;
	if (!m)
		return null;
	const n = m.slice(1, 7).map((x) => Number(x ?? 0));
	const half = local?.[7]?.toUpperCase();
	const hour = half ? (n[3]! % 12) + (half === 'PM' || half === 'CH' ? 12 : 0) : n[3]!;
	const at = iso ? instant(n[0]!, n[1]!, n[2]!, hour, n[4]!, n[5]!) : instant(n[2]!, n[1]!, n[0]!, hour, n[4]!, n[5]!);
	return at === null ? null : { at: at - (iso?.[7] ? zoneOf(iso[7]) : ZONE_MS), end: m.index + m[0].length };
}

// In a file with commas between columns "4,5" is a temperature only where no point is one and nothing follows.
function readCelsius(rest: string, points: boolean): number | null {
	const m = /^[\s,;"]*([-−]?\d+)(?:([.,])(\d+))?/.exec(rest);
	if (!m)
		return null;
	const fraction = m[2] === '.' || !points ? m[3] ?? '' : '';
	const c = Number(`${m[1]!.replace('−', '-')}.${fraction || '0'}`);
	return c >= -200 && c <= 100 ? Math.round(c * 10) : null;
}

// As many as the server keeps: of each stretch the coldest and the warmest stay, so that no excursion is lost.
function thin(all: Measured[]): Measured[] {
	if (all.length <= READINGS_MOST)
		return all;
	const size = Math.ceil(all.length / (READINGS_MOST / 2)), out = new Set<Measured>();
	for (let i = 0; i < all.length; i += size) {
		const part = all.slice(i, i + size);
		out.add(part.reduce((a, b) => (b.celsius_e1 < a.celsius_e1 ? b : a)));
		out.add(part.reduce((a, b) => (b.celsius_e1 > a.celsius_e1 ? b : a)));
	}
	return [...out].sort((a, b) => a.at - b.at);
}

export function readReadings(text: string): ReadingFile {
	const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
	const found = lines.map((line) => ({ line, moment: readMoment(line) }));
	const rests = found.flatMap(({ line, moment }) => (moment ? [line.slice(moment.end).replace(/^[\s,;"]*/, '')] : []));
	const points = rests.some((rest) => /^[-−]?\d+\.\d/.test(rest));
	const byTime = new Map<number, Measured>();
	const bad: ReadingFile['bad'] = [];
	found.forEach(({ line, moment }, i) => {
		const celsius_e1 = moment ? readCelsius(line.slice(moment.end), points) : null;
		if (moment && celsius_e1 !== null)
			byTime.set(moment.at, { at: moment.at, celsius_e1 });
		// headings and remarks above the first reading are no mistakes
		else if (line.trim() && byTime.size)
			bad.push({ line: i + 1, text: line.trim().slice(0, 80) });
	});
	const all = [...byTime.values()].sort((a, b) => a.at - b.at);
	const readings = thin(all);
	return { readings, bad, thinned: all.length - readings.length };
}
