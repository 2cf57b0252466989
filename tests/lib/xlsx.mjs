// xlsx.mjs - a small writer of .xlsx (stored texts in cells, several sheets), and the texts of one that we get back.
import * as zlib from 'node:zlib'; // crc32 is not in Node 18
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
const crc32 = zlib.crc32 ?? ((bytes) => (bytes.reduce((c, b) => table[(c ^ b) & 255] ^ (c >>> 8), -1) ^ -1) >>> 0);

function zip(files) {
	const parts = [], directory = [];
	let at = 0;
	for (const [name, content] of files) {
		const bytes = Buffer.from(content), packed = deflateRawSync(bytes), path = Buffer.from(name);
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(8, 8);
		head.writeUInt32LE(crc32(bytes), 14);
		head.writeUInt32LE(packed.length, 18);
		head.writeUInt32LE(bytes.length, 22);
		head.writeUInt16LE(path.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(20, 4);
		head.copy(entry, 6, 4, 30);
		entry.writeUInt32LE(at, 42);
		parts.push(head, path, packed);
		directory.push(entry, path);
		at += 30 + path.length + packed.length;
	}
	const size = directory.reduce((n, b) => n + b.length, 0), end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(files.length, 8);
	end.writeUInt16LE(files.length, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}

const escape = (s) => String(s).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const columnName = (i) => (i >= 26 ? columnName(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + i % 26);
export const sheetXml = (rows) => `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${
	rows.map((r, y) => `<row r="${y + 1}">${r.map((c, x) => (c === '' || c === undefined ? ''
		: `<c r="${columnName(x)}${y + 1}" t="inlineStr"><is><t>${escape(c)}</t></is></c>`)).join('')}</row>`).join('')}</sheetData></worksheet>`;

export function xlsx(sheets) {
	const names = Object.keys(sheets);
	const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships', pack = 'http://schemas.openxmlformats.org/package/2006';
	return zip([
		['[Content_Types].xml', `<Types xmlns="${pack}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`],
		['_rels/.rels', `<Relationships xmlns="${pack}/relationships"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
		['xl/workbook.xml', `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${rel}"><sheets>${
			names.map((n, i) => `<sheet name="${n}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`],
		['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${pack}/relationships">${
			names.map((n, i) => `<Relationship Id="r${i + 1}" Type="${rel}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`],
		...names.map((n, i) => [`xl/worksheets/sheet${i + 1}.xml`, typeof sheets[n] === 'string' ? sheets[n] : sheetXml(sheets[n])]),
	]);
}

// The form's heading in its two rows, as the ministry's workbook has it.
const upperRow = ['#', 'Họ và tên (*)', 'Ngày sinh dạng dd/mm/yyyy (*)', 'Giới tính (*)\n(0:nam, 1:nữ)', 'Mã nhóm \nđối tượng ưu tiên (*)', 'Đơn vị công tác',
	'Số điện thoại(*)', 'Số CMT/CCCD', 'Số thẻ bảo hiểm y tế', 'Nơi ở tạm trú (hiện tại) (*)', '', '', '', '', '', '', 'Tên vắc xin (*)', 'Mũi 1', '', '',
	'Tên vắc xin (*)', 'Mũi 2', '', '', 'Ghi chú', 'Kết quả import\n(không điền ô này)'];
const lowerRow = ['', '', '', '', '', '', '', '', '', 'Tỉnh/Thành phố', 'Mã\n Tỉnh/Thành phố (*)', 'Quận/Huyện', 'Mã Quận/Huyện\n(*)', 'Xã/Phường',
	'Mã Xã/Phường\n(*)', 'Địa chỉ chi tiết', '', 'Ngày tiêm dạng dd/mm/yyyy (*)', 'Lô vắc xin(*)', 'Địa điểm tiêm (*)', '',
	'Ngày tiêm dạng dd/mm/yyyy (*)', 'Lô vắc xin(*)', 'Địa điểm tiêm (*)', '', ''];
export const asForm = (rows) => [...rows.slice(0, 6), upperRow, lowerRow, ...rows.slice(7)];

// The shared strings or inline texts of the first sheet of a zip that we get back.
export function xlsxText(bytes) {
	let text = '';
	for (let at = 0; (at = bytes.indexOf('PK\x03\x04', at, 'latin1')) >= 0; at += 4) {
		const n = bytes.readUInt16LE(at + 26), extra = bytes.readUInt16LE(at + 28);
		try {
			text += inflateRawSync(bytes.subarray(at + 30 + n + extra), { finishFlush: 2 }).toString('utf8');
		} catch { /* a part that is not deflated */ }
	}
	return text;
}
