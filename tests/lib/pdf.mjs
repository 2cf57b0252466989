// pdf.mjs - what reads a paper back: poppler for its words, zbarimg for its QR codes, where this machine has them.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { skip } from './check.mjs';

const has = (...tools) => tools.every((tool) => {
	try {
		return execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'pipe' });
	} catch {
		return false;
	}
});
export const poppler = has('pdftotext', 'pdfinfo'), scanner = poppler && has('zbarimg', 'pdftoppm');
if (!scanner)
	skip(`no ${poppler ? 'zbarimg: the QR code is' : 'poppler-utils: words are'} not compared`);

// fontconfig keeps its configuration until the process ends; ./test says so for all programs
export function printingEnv(folder) {
	if (process.env.LSAN_OPTIONS)
		return {};
	writeFileSync(join(folder, 'lsan.supp'), 'leak:libfontconfig\n');
	return { LSAN_OPTIONS: `suppressions=${join(folder, 'lsan.supp')}:print_suppressions=0` };
}
