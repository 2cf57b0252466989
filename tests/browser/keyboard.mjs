// keyboard.mjs - somebody who has no mouse: every act is a key press, and every place is reached by Tab.
const MOST_TABS = 120;

// What has the focus: { tag, id, text } for messages and conditions.
export const focused = (page) => page.evaluate(() => {
	const e = document.activeElement;
	return { tag: e?.tagName ?? '', id: e?.id ?? '', text: (e?.getAttribute('aria-label') ?? e?.textContent ?? '').trim().slice(0, 120) };
});

export async function press(page, ...keys) {
	for (const key of keys)
		await page.keyboard.press(key);
}

export const type = (page, text) => page.keyboard.type(text);

// Tab, until what has the focus is the field of this id, or something of this text.
export async function tabTo(page, wanted, key = 'Tab') {
	const is = typeof wanted === 'string' && wanted.startsWith('#')
		? (at) => `#${at.id}` === wanted : (at) => (wanted instanceof RegExp ? wanted.test(at.text) : at.text.startsWith(wanted)) && at.tag !== 'BODY';
	const seen = [];
	for (let i = 0; i < MOST_TABS; i++) {
		const at = await focused(page);
		if (is(at))
			return at;
		seen.push(`${at.tag}#${at.id} ${at.text.slice(0, 30)}`);
		await page.keyboard.press(key);
	}
	throw new Error(`the keyboard does not reach ${wanted}; passed:\n${[...new Set(seen)].join('\n')}`);
}

// Waits until the field of this id has the focus: the page itself puts it where the next key belongs.
export const focusOn = (page, id, timeout = 10000) =>
	page.waitForFunction((wanted) => document.activeElement?.id === wanted, id, { timeout });

export async function sees(page, text, timeout = 15000) {
	try {
		await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text, { timeout });
	} catch {
		throw new Error(`"${text}" is not to be seen; the page says:\n${await page.evaluate(() => document.body.innerText)}`);
	}
}

// Where the focus rests: a page that has just been opened takes it once it is painted.
async function rest(page, wanted) {
	for (let tries = 0; ; tries++) {
		const at = await tabTo(page, wanted);
		await page.waitForTimeout(50);
		const now = await focused(page);
		if ((now.id === at.id && now.text === at.text) || tries === 5)
			return;
	}
}

// Presses one thing after the other.
export async function push(page, ...wanted) {
	for (const one of wanted) {
		await rest(page, one);
		await press(page, 'Enter');
	}
}

// Puts a text in the place of what stands in a field; '' empties it.
export async function fill(page, id, text) {
	await page.waitForTimeout(100); // a summary of mistakes takes the focus once it is painted
	await tabTo(page, `#${id}`);
	await press(page, 'Control+a');
	await (text ? type(page, text) : press(page, 'Backspace'));
}
