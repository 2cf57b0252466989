#!/usr/bin/env node
/* units.mjs NODE_MODULES - prints the 2021 administrative units as CSV: level,code,parent_code,name,kind.
 *
 * Source: npm package @natpkg/vn-local 1.0.0 (MIT), the General Statistics Office's list of 10 July 2021. The files are
 * read as data: the package's code is not run, and its dependency (xlsx, old) is not needed.
 * Names are complete, as in sheet PL3 of the platform's import workbook ("Quận Ba Đình"). Nothing is printed unless the
 * whole list is sound: exactly 63 provinces, 705 districts and 10,599 communes, unique codes, every parent present, every
 * name beginning with its kind. Exit 0 printed, 1 the list is not the expected one, 2 wrong usage or no such package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const WANT = { province: 63, district: 705, commune: 10599 };
const DIGITS = { province: 2, district: 3, commune: 5 };
/* Per level: the words a name begins with, and the kind they mean. "Thành phố" means two things by level, and the list
 * writes it with a capital P here and there; the printed name always has the word as it stands below. */
const KINDS = {
	province: [['Thành phố', 'thanh_pho_tw'], ['Tỉnh', 'tinh']],
	district: [['Thành phố', 'thanh_pho'], ['Thị xã', 'thi_xa'], ['Quận', 'quan'], ['Huyện', 'huyen']],
	commune: [['Thị trấn', 'thi_tran'], ['Phường', 'phuong'], ['Xã', 'xa']],
};

class Refused extends Error {}

function tidy(text)
{
	return String(text).normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/* "Hoà", "Thuỷ" -> "Hòa", "Thủy": the list mixes both ways of placing the tone in an open oa, oe, uy; the platform's own
 * sheet PL3 nearly always has the second. "Quý" stays: there u belongs to the consonant. */
function oldTone(text)
{
	return text.normalize('NFD')
		.replace(/(?<!q)(o(?=[ae])|u(?=y))([aey])([\u0300\u0301\u0303\u0309\u0323])(?![\p{L}\p{M}])/giu, '$1$3$2')
		.normalize('NFC');
}

function named(level, name)
{
	for (const [word, kind] of KINDS[level])
		if (name.toLowerCase().startsWith(word.toLowerCase() + ' '))
			return { name: word + name.slice(word.length), kind };
	throw new Refused(`${level} "${name}": the name does not begin with its kind`);
}

function load(folder, file, level, parentField)
{
	const list = JSON.parse(readFileSync(join(folder, file), 'utf8'));
	if (!Array.isArray(list))
		throw new Refused(`${file}: not a list`);
	return list.map((row) => ({
		level, code: tidy(row.code), parent: parentField ? tidy(row[parentField]) : '', ...named(level, oldTone(tidy(row.name))),
	}));
}

function check(units, level, parents)
{
	if (units.length !== WANT[level])
		throw new Refused(`${units.length} units of level ${level}, expected ${WANT[level]}`);
	const codes = new Set();
	for (const u of units) {
		if (!/^[0-9]+$/.test(u.code) || u.code.length !== DIGITS[level])
			throw new Refused(`${level} code "${u.code}": expected ${DIGITS[level]} digits`);
		if (codes.has(u.code))
			throw new Refused(`${level} code ${u.code} appears twice`);
		if (parents && !parents.has(u.parent))
			throw new Refused(`${level} ${u.code}: no parent ${u.parent}`);
		codes.add(u.code);
	}
	return codes;
}

function field(text)
{
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function main(argv)
{
	if (argv.length !== 1) {
		process.stderr.write('usage: units.mjs NODE_MODULES\n');
		return 2;
	}
	const folder = join(argv[0], '@natpkg', 'vn-local', 'src', 'jsonFiles');
	let units;
	try {
		const provinces = load(folder, 'provinces.json', 'province', null);
		const districts = load(folder, 'districts.json', 'district', 'provinceCode');
		const communes = load(folder, 'wards.json', 'commune', 'districtCode');
		const provinceCodes = check(provinces, 'province', null);
		const districtCodes = check(districts, 'district', provinceCodes);
		check(communes, 'commune', districtCodes);
		units = [...provinces, ...districts, ...communes];
	} catch (e) {
		process.stderr.write(`units.mjs: ${e.message}\n`);
		return e instanceof Refused ? 1 : 2;
	}
	const lines = units.map((u) => [u.level, u.code, u.parent, u.name, u.kind].map(field).join(','));
	process.stdout.write('level,code,parent_code,name,kind\n' + lines.join('\n') + '\n');
	return 0;
}

process.exitCode = main(process.argv.slice(2));
