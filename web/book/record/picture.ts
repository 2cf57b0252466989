// A certificate as a picture: it lies among the phone's pictures, and wallet apps take it from there. Drawn on the phone, so no network is needed.
import { say, type Pair } from '../../shared/lang';

export interface Paper { svg: string; name: string; more: string; number: string }

const WIDTH = 1080, HEIGHT = 1440, EDGE = 60, CODE = 920;
const title: Pair = ['Chứng nhận tiêm chủng', 'Vaccination certificate'];
const font = (px: number): string => `${px}px "Be Vietnam Pro", system-ui, sans-serif`;

// The code has no size of its own; a browser may draw such a picture at none.
async function codeOf(svg: string): Promise<HTMLImageElement> {
	const img = new Image(CODE, CODE);
	img.src = `data:image/svg+xml,${encodeURIComponent(svg.replace('<svg ', `<svg width="${CODE}" height="${CODE}" `))}`;
	await img.decode();
	return img;
}

// Never cut off: a long line is written smaller.
function line(g: CanvasRenderingContext2D, text: string, y: number, px: number, colour: string): void {
	g.font = font(px);
	const wide = g.measureText(text).width, room = WIDTH - 2 * EDGE;
	if (wide > room)
		g.font = font(Math.floor((px * room) / wide));
	g.fillStyle = colour;
	g.fillText(text, WIDTH / 2, y);
}

export async function drawPaper({ svg, name, more, number }: Paper): Promise<Blob> {
	const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
	const g = canvas.getContext('2d')!;
	g.fillStyle = '#fff';
	g.fillRect(0, 0, WIDTH, HEIGHT);
	g.textAlign = 'center';
	line(g, say(title), 100, 44, '#0a4642');
	line(g, name, 190, 64, '#16302e');
	line(g, more, 260, 40, '#44605d');
	g.imageSmoothingEnabled = false;
	g.drawImage(await codeOf(svg), (WIDTH - CODE) / 2, 320, CODE, CODE);
	line(g, number, 1340, 36, '#44605d');
	return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png'));
}

// May this browser hand a picture to another app?
export function canShare(): boolean {
	try {
		return navigator.canShare?.({ files: [new File([], 'x.png', { type: 'image/png' })] }) ?? false;
	} catch {
		return false;
	}
}

export const sharePicture = (file: Blob, name: string): Promise<void> =>
	navigator.share({ files: [new File([file], name, { type: 'image/png' })] });
