// certificates.mjs - row (d): sign + pack on one core against the pure sign rate of OpenSSL; QR codes and PDF beside.
import { alternate, digits, fewer, median, missed, pairs, program, row, run, whole } from './lib.mjs';

const ours = 'tiemchung certificate speed', peer = 'openssl speed -seconds 1 ecdsap256';

try {
	const all = [];
	const r = await alternate(pairs, () => {
		all.push(JSON.parse(run(program, ['certificate', 'speed'])));
		return all.at(-1).sign_pack_per_s;
	}, () => {
		// " 256 bits ecdsa (nistp256)   0.0000s   0.0001s  42000.0  14000.0": signs a second, then verifications
		const out = run('openssl', ['speed', '-seconds', '1', 'ecdsap256']);
		return Number(/nistp256\)\s+\S+\s+\S+\s+([\d.]+)/.exec(out)[1]);
	});
	row({ what: '(d) certificates signed and packed a second, one core', ours: whole(r.ours), peer: `openssl ${whole(r.peer)} signatures`, ratio: digits(r.ratio), target: '≥ 0.5', ok: r.ratio >= 0.5, command: `${ours}; ${peer}${fewer(r)}` });
	for (const [key, what] of [['qr_per_s', 'QR codes'], ['pdf_per_s', 'PDF confirmations']])
		if (all[0][key] !== undefined)
			row({ what: `(d) ${what} a second, one core`, ours: whole(median(all.map((x) => x[key]))), command: ours });
} catch (e) {
	missed('(d) certificates signed and packed a second', e, `${ours}; ${peer}`);
}
process.exit(0);
