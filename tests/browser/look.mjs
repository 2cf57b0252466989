// look.mjs - opens Chromium and looks at a screen as people do: wide and narrow, and with the eyes of axe.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { check } from '../lib/check.mjs';
import { root } from '../lib/server.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(root, 'build/screenshots');
// It is ten in the morning at the server and in every page, whenever the tests run: what the pages say depends on the hour.
export const start = new Date(`${new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 10)}T10:00:00+07:00`);
const ahead = start.getTime() - Date.now();
export const now = () => Date.now() + ahead;
const sizes = [['desktop', 1280, 900], ['phone', 360, 780]];

export function openBrowser() {
	const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
	mkdirSync(pictures, { recursive: true });
	return chromium.launch({
		executablePath,
		args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync'],
	});
}

// In every document of these pages; one way or the other, because nobody promises which of two such scripts runs first.
const startClock = (context, movable) => (movable ? context.clock.install({ time: new Date(now()) }) : context.addInitScript((ms) => {
	const Real = Date;
	globalThis.Date = class extends Real {
		constructor(...parts) {
			super(...(parts.length ? parts : [Real.now() + ms]));
		}

		static now() {
			return Real.now() + ms;
		}
	};
}, ahead));

// A computer of its own (cookies, storage). What the page complains of is kept in page.complaints, what it asks of
// other hosts in page.foreign. movable: the test moves the page's time on, by page.clock.
export async function openComputer(browser, url, { movable = false } = {}) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
	await startClock(context, movable);
	const page = await context.newPage();
	page.setDefaultTimeout(15000);
	page.complaints = [];
	page.foreign = [];
	page.on('pageerror', (e) => page.complaints.push(e.stack ?? String(e)));
	page.on('console', (m) => {
		// a refused request is part of some journeys; anything else (a script, the content policy) is not
		if (m.type() === 'error' && !/Failed to load resource/.test(m.text()))
			page.complaints.push(m.text());
	});
	page.on('request', (rq) => {
		if (!rq.url().startsWith(url) && !/^(data|blob):/.test(rq.url()))
			page.foreign.push(rq.url());
	});
	return page;
}

async function judge(page, name, size) {
	const { violations } = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] })`);
	const bad = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
	check(`${name}, ${size}: axe finds nothing serious`, bad.length === 0,
		() => bad.map((v) => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join('\n  ')}`).join('\n'));
	const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
	check(`${name}, ${size}: nothing to scroll sideways`, wide <= room, `${wide} px in ${room} px`);
	const small = await page.evaluate(smallTargets);
	check(`${name}, ${size}: targets of 44 px`, small.length === 0, small.join('\n'));
}

// Buttons, fields and links that stand alone; a link inside a sentence may be as small as its text.
function smallTargets() {
	const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && e.getBoundingClientRect().width > 1;
	const alone = (e) => e.tagName !== 'A' || getComputedStyle(e).display !== 'inline';
	return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
		.filter((e) => shown(e) && alone(e) && e.getBoundingClientRect().height < 43.5)
		.map((e) => `${e.outerHTML.slice(0, 120)}: ${Math.round(e.getBoundingClientRect().height)} px`);
}

// A picture of the screen at both widths, each judged.
export async function look(page, name) {
	for (const [size, width, height] of sizes) {
		await page.setViewportSize({ width, height });
		await page.evaluate(() => document.fonts.ready);
		await page.waitForTimeout(250);
		await page.screenshot({ path: join(pictures, `${name}-${size}.png`), fullPage: true });
		await judge(page, name, size);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
}
