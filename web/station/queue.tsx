// Who waits at this table, first come first. A scan or some letters of the name, then Enter, takes a person.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { date, fullName, time } from '../shared/format';
import { words } from '../shared/lang';
import { Empty, Tag } from '../shared/notice';
import { go, link, path } from '../shared/route';
import type { BoardItem, Step } from '../shared/types';
import { loaded, now, queueOf } from './board';
import { matches } from './fold';
import { verdictName, verdictTag } from './terms';

const w = words({
	find: ['Quét hoặc gõ tên, Enter để gọi', 'Scan or type a name, Enter to call'],
	waiting: ['Đang chờ ({n})', 'Waiting ({n})'],
	since: ['chờ {n} phút', 'waiting {n} min'],
	in: ['vào lúc {time}', 'in at {time}'],
	none: ['Không có ai đang chờ', 'Nobody is waiting'],
	noMatch: ['Không ai trong hàng chờ khớp “{text}”', 'Nobody waiting matches “{text}”'],
});

function Waiting({ item, tab, current }: { item: BoardItem; tab: string; current: boolean }) {
	const minutes = item.checked_in_at ? Math.max(0, Math.floor((now.value - Date.parse(item.checked_in_at)) / 60_000)) : 0;
	return (
		<a class="waiting" href={link(path.value[0]!, tab, item.visit_id!)} aria-current={current ? 'true' : undefined}>
			<span class="waiting__name">{fullName(item.name)}</span>
			<span class="waiting__facts">{date(item.birth_date, item.birth_precision)} · {item.checked_in_at && w('in', { time: time(item.checked_in_at) })} · {w('since', { n: minutes })}</span>
			<span class="waiting__tags">
				{item.verdict && <Tag kind={verdictTag(item.verdict)}>{verdictName(item.verdict)}</Tag>}
			</span>
		</a>
	);
}

export function Queue({ step, tab, current, hint }: { step: Step; tab: string; current: string | undefined; hint: string }) {
	const [text, setText] = useState('');
	const field = useRef<HTMLInputElement>(null);
	const all = queueOf(step);
	const shown = text.trim() ? all.filter((item) => matches(item, text)) : all;
	useEffect(() => {
		// on a phone the keyboard would cover the queue
		if (!current && matchMedia('(min-width: 48em)').matches)
			field.current?.focus();
	}, [current]);
	const call = (e: Event) => {
		e.preventDefault();
		const first = shown[0];
		if (first) {
			setText('');
			go(path.value[0]!, tab, first.visit_id!);
		}
	};
	return (
		<nav class="queue" aria-label={w('waiting', { n: all.length })}>
			<form onSubmit={call} role="search" class="queue__search">
				<label for="queue-find">{w('find')}</label>
				<input id="queue-find" ref={field} class="govuk-input" value={text} autocomplete="off" spellcheck={false} enterkeyhint="go"
					onInput={(e) => setText(e.currentTarget.value)} />
			</form>
			<h2 class="queue__title">{w('waiting', { n: all.length })}</h2>
			{loaded.value && !all.length && <Empty title={w('none')}>{hint}</Empty>}
			{all.length > 0 && !shown.length && <p role="status" class="soft queue__none">{w('noMatch', { text })}</p>}
			<ol class="plain-list">{shown.map((item) => <li key={item.visit_id}><Waiting item={item} tab={tab} current={item.visit_id === current} /></li>)}</ol>
		</nav>
	);
}

// The queue on the left and the person on the right; on a phone one after the other.
export function QueueAndPerson({ queue, person, chosen }: { queue: ComponentChildren; person: ComponentChildren; chosen: boolean }) {
	return (
		<div class={`split ${chosen ? 'split--chosen' : ''}`}>
			<div class="split__queue">{queue}</div>
			<div class="split__person">{person}</div>
		</div>
	);
}
