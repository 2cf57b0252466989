// Reception: one field that takes a scan, a number, a name or a code; then the person, identity, consent, check-in.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { ask, get } from '../shared/api';
import { Button } from '../shared/button';
import { words } from '../shared/lang';
import { Empty } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import type { Card, Person, PersonShort, SearchAnswer } from '../shared/types';
import { may } from './account';
import { CheckIn } from './check_in';
import { Expected } from './expected';
import { FindDialog } from './find_dialog';
import { PersonForm } from './person_form';
import { PersonRow } from './person_row';
import { unitPath } from './place';

const w = words({
	title: ['Tiếp đón', 'Reception'],
	search: ['Quét thẻ CCCD, mã hẹn, hoặc gõ tên, số giấy tờ, số điện thoại, mã đăng ký', 'Scan the identity card or the appointment code, or type a name, a number, a phone, a registration code'],
	find: ['Tìm', 'Find'],
	found: ['Tìm thấy {n} người. Dùng phím mũi tên rồi Enter để chọn.', '{n} people found. Choose with the arrow keys and Enter.'],
	none: ['Không tìm thấy “{text}” tại điểm này', '“{text}” was not found at this site'],
	noneMore: ['Thêm người mới nếu họ chưa từng đăng ký, hoặc tìm toàn quốc bằng đúng một số giấy tờ.',
		'Add a new person who never registered, or find one nationwide by an exact number.'],
	fresh: ['Thêm người mới', 'Add a new person'],
	nationwide: ['Tìm toàn quốc', 'Find nationwide'],
});

type Mode = { at: 'search' } | { at: 'person'; person: Person; short: PersonShort | null; scanned: boolean }
	| { at: 'new'; card: Card | null; name: string };

const nameLike = (text: string) => (/\d|\|/.test(text) ? '' : text.trim());

// Down and up walk through the results; the field itself counts as the place before the first.
function walk(event: KeyboardEvent): void {
	if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')
		return;
	const stops = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('#search, .row-button')];
	const next = stops[stops.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
	if (next) {
		event.preventDefault();
		next.focus();
	}
}

export function Reception() {
	const [text, setText] = useState('');
	const [answer, setAnswer] = useState<SearchAnswer & { text: string } | null>(null);
	const [mode, setMode] = useState<Mode>({ at: 'search' });
	const [finding, find] = useState(false);
	const action = useAction();
	const field = useRef<HTMLInputElement>(null);
	useEffect(() => { if (mode.at === 'search') field.current?.focus(); }, [mode.at]);

	const open = (short: PersonShort, scanned: boolean) => action.run(async () => {
		const person = await get<Person>(unitPath('persons', short.id));
		setMode({ at: 'person', person, short, scanned });
	});
	const search = (e: Event) => {
		e.preventDefault();
		const q = text.trim();
		if (!q)
			return;
		let one: [PersonShort, boolean] | null = null;
		void action.run(async () => {
			const got = await ask<SearchAnswer>(unitPath('persons', 'search'), { q });
			setAnswer({ ...got, text: q });
			const scanned = got.how === 'cccd_line';
			if (got.items.length === 1)
				one = [got.items[0]!, scanned];
			else if (!got.items.length && scanned && may('person_write'))
				setMode({ at: 'new', card: got.card, name: '' });
		}).then(() => (one ? open(...one) : undefined));
	};
	const back = () => {
		setText('');
		setAnswer(null);
		setMode({ at: 'search' });
	};

	if (mode.at === 'person')
		return <CheckIn person={mode.person} short={mode.short} scanned={mode.scanned} onDone={back} />;
	if (mode.at === 'new')
		return <PersonForm card={mode.card} name={mode.name} onBack={back} onPick={(p) => void open(p, false)}
			onMade={(person) => setMode({ at: 'person', person, short: null, scanned: !!mode.card })} />;
	return (
		<div class="reception" onKeyDown={walk}>
			<h1 class="govuk-visually-hidden">{w('title')}</h1>
			<form class="search" role="search" onSubmit={search}>
				<label for="search">{w('search')}</label>
				<div class="search__row">
					<input id="search" ref={field} class="search__field" value={text} autocomplete="off" spellcheck={false} enterkeyhint="search"
						onInput={(e) => setText(e.currentTarget.value)} />
					<Button type="submit" busy={action.busy} class="button--big">{w('find')}</Button>
				</div>
				<div class="search__more">
					{may('person_write') && <Button kind="second" onClick={() => setMode({ at: 'new', card: null, name: nameLike(text) })}>{w('fresh')}</Button>}
					{may('person_find') && <Button kind="quiet" onClick={() => find(true)}>{w('nationwide')}</Button>}
				</div>
			</form>
			<MistakeBox mistake={action.mistake} />
			<div role="status">
				{answer && answer.items.length > 1 && <p class="soft">{w('found', { n: answer.items.length })}</p>}
				{answer && !answer.items.length && <Empty title={w('none', { text: answer.card?.name ?? answer.text })}>{w('noneMore')}</Empty>}
			</div>
			{answer && answer.items.length > 1 && (
				<ul class="plain-list">{answer.items.map((p) => <li key={p.id}><PersonRow person={p} onPick={() => void open(p, answer.how === 'cccd_line')} /></li>)}</ul>
			)}
			{!answer && <Expected onPick={(item) => void open({ ...item, id: item.person_id, reason: null }, false)} />}
			{finding && <FindDialog text={nameLike(text) ? '' : text} onClose={() => find(false)} onPick={(p) => { find(false); void open(p, false); }} />}
		</div>
	);
}
