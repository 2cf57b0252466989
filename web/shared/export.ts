// A list as a file for Excel: .csv that Excel in Viet Nam opens as it is, or .xlsx. One helper for every list.
//
// CSV: UTF-8 with its mark, commas, every text in quotes. XLSX: one sheet in a zip whose entries are stored as they are;
// dates are dates and numbers are numbers there.

export type Cell = string | number | null | undefined | { date: string | null };
export interface Sheet { name: string; head: string[]; rows: Cell[][] }

const dayText = (iso: string | null): string => (iso ? iso.slice(0, 10).split('-').reverse().join('/') : '');

// What begins like a formula would be run by Excel: such a text gets an apostrophe before it.
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function csvCell(cell: Cell): string {
	if (typeof cell === 'number')
		return String(cell);
	const text = cell === null || cell === undefined ? '' : typeof cell === 'string' ? harmless(cell) : dayText(cell.date);
	return `"${text.replace(/"/g, '""')}"`;
}

export const csv = ({ head, rows }: Sheet): Blob =>
	new Blob(['\uFEFF', [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' });

// ---- xlsx ----

const xml = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
	.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

function column(n: number): string {
	return n < 26 ? String.fromCharCode(65 + n) : column(Math.floor(n / 26) - 1) + String.fromCharCode(65 + (n % 26));
}

// Excel counts days from 30/12/1899. Styles: 1 heading, 2 date.
function xlsxCell(cell: Cell, at: string, style = 0): string {
	if (cell === null || cell === undefined || cell === '')
		return '';
	if (typeof cell === 'number')
		return `<c r="${at}"><v>${cell}</v></c>`;
	if (typeof cell === 'string')
		return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(cell)}</t></is></c>`;
	return cell.date ? `<c r="${at}" s="2"><v>${Date.parse(`${cell.date.slice(0, 10)}T00:00:00Z`) / 86_400_000 + 25569}</v></c>` : '';
}

const widest = (cells: Cell[]): number =>
	Math.min(50, Math.max(...cells.map((c) => (typeof c === 'string' ? c.length : c === null || c === undefined ? 0 : 10)))) + 2;

function sheetXml({ head, rows }: Sheet): string {
	const line = (cells: Cell[], r: number, style?: number) =>
		`<row r="${r + 1}">${cells.map((c, i) => xlsxCell(c, `${column(i)}${r + 1}`, style)).join('')}</row>`;
	const cols = head.map((h, i) => `<col min="${i + 1}" max="${i + 1}" width="${widest([h, ...rows.map((r) => r[i])])}" customWidth="1"/>`);
	return '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
		+ '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
		+ `<cols>${cols.join('')}</cols><sheetData>${line(head, 0, 1)}${rows.map((r, i) => line(r, i + 1)).join('')}</sheetData></worksheet>`;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const relations = (...items: [string, string][]) => `<Relationships xmlns="${PACKAGE}/relationships">`
	+ items.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('') + '</Relationships>';

const parts = (sheet: Sheet): [string, string][] => [
	['[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
		+ `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>`
		+ `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
	['_rels/.rels', relations(['officeDocument', 'xl/workbook.xml'])],
	['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xml(sheet.name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`],
	['xl/_rels/workbook.xml.rels', relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml'])],
	['xl/styles.xml', `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>`
		+ '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
		+ '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
		+ '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
		+ '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'],
	['xl/worksheets/sheet1.xml', sheetXml(sheet)],
];

const crcTable = Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k++)
		c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
	let c = 0xffffffff;
	for (const b of bytes)
		c = crcTable[(c ^ b) & 0xff]! ^ (c >>> 8);
	return (c ^ 0xffffffff) >>> 0;
}

// Numbers of 2 or 4 bytes, the lower first.
function packed(...fields: [size: 2 | 4, value: number][]): Uint8Array<ArrayBuffer> {
	const out = new DataView(new ArrayBuffer(fields.reduce((n, [size]) => n + size, 0)));
	let at = 0;
	for (const [size, value] of fields) {
		if (size === 2)
			out.setUint16(at, value, true);
		else
			out.setUint32(at, value, true);
		at += size;
	}
	return new Uint8Array(out.buffer);
}

// APPNOTE.TXT 4.3: each file with its header, then the directory, then its end. Names are ASCII, the date is 01/01/1980.
function zip(files: [string, string][]): BlobPart[] {
	const out: Uint8Array<ArrayBuffer>[] = [], directory: Uint8Array<ArrayBuffer>[] = [];
	const size = (list: Uint8Array[]) => list.reduce((n, part) => n + part.length, 0);
	for (const [name, text] of files) {
		const title = new TextEncoder().encode(name), bytes = new TextEncoder().encode(text);
		const about: [2 | 4, number][] = [[2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
		directory.push(packed([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, size(out)]), title);
		out.push(packed([4, 0x04034b50], ...about), title, bytes);
	}
	return [...out, ...directory, packed([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size(directory)], [4, size(out)], [2, 0])];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const xlsx = (sheet: Sheet): Blob =>
	new Blob(zip(parts(sheet).map(([name, text]) => [name, HEAD + text])), { type: `${TYPE}.sheet` });

// Hands the file to the browser, which saves it.
export function save(name: string, file: Blob): void {
	const url = URL.createObjectURL(file);
	const link = Object.assign(document.createElement('a'), { href: url, download: name });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
