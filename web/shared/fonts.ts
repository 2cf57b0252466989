// Be Vietnam Pro (SIL OFL), Vietnamese and Latin only. Loaded after the first paint: until then system fonts serve.
import latin400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2';
import latin600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2';
import vietnamese400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2';
import vietnamese600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2';

const LATIN = 'U+0000-00FF, U+2000-206F, U+20AC, U+2122, U+2190-2193, U+2212';
const VIETNAMESE = 'U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0301, '
	+ 'U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB';

const files = {
	400: [[latin400, LATIN], [vietnamese400, VIETNAMESE]],
	600: [[latin600, LATIN], [vietnamese600, VIETNAMESE]],
} as const;

// Call once at the start of an application with the weights that it uses.
export function loadFonts(weights: readonly (400 | 600)[]): void {
	const load = () => {
		for (const weight of weights)
			for (const [url, unicodeRange] of files[weight]) {
				const face = new FontFace('Be Vietnam Pro', `url(${url}) format("woff2")`,
					{ weight: String(weight), unicodeRange, display: 'swap' });
				document.fonts.add(face);
				face.load().catch(() => document.fonts.delete(face)); // system fonts go on serving
			}
	};
	requestAnimationFrame(() => setTimeout(load, 0));
}
