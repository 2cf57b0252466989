// The people of a plan: who has no place and why, who changes, the people of one session; and one person by name or number.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { ask } from '../../shared/api';
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { TextField } from '../../shared/field';
import { date, fullName, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Empty, Tag } from '../../shared/notice';
import { allPages, PagedEnd, usePaged } from '../../shared/paged';
import { go, link } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { Table, type Column } from '../../shared/table';
import type { SearchAnswer } from '../../shared/types';
import { PersonRow } from '../../station/person_row';
import { ours } from '../own';
import { c } from '../text';
import { PlanPerson } from './plan_person';
import { changeName, changeTag, groupShort, p, productName, told } from './text';
import type { Place, Plan } from './types';

const w = words({
	nowhere: ['Chưa có chỗ', 'No place'],
	changed: ['Thay đổi', 'Changes'],
	failed: ['Không công bố được', 'Not published'],
	placed: ['Đã có chỗ', 'Placed'],
	session: ['Người của một buổi', 'People of a session'],
	shows: ['Xem ai', 'Who'],
	tab: ['{name} ({n})', '{name} ({n})'],
	place: ['Chỗ', 'Place'],
	was: ['Trước: {place}', 'Before: {place}'],
	wasNone: ['Trước: chưa có chỗ', 'Before: no place'],
	open: ['Xem', 'Look'],
	openOf: ['Xem {name}: vì sao ở đây hoặc chưa có chỗ', 'Look at {name}: why here or why not'],
	none: ['Không có ai trong danh sách này', 'Nobody is in this list'],
	noneMore: ['Chọn danh sách khác ở trên, hoặc tìm một người theo tên.', 'Choose another list above, or find somebody by name.'],
	find: ['Tìm một người: tên, số giấy tờ hoặc số điện thoại', 'Find one person: name, number of a card, or phone'],
	findButton: ['Tìm', 'Find'],
	notFound: ['Không tìm thấy ai trong phạm vi của đơn vị.', 'Nobody was found in the unit.'],
	logged: ['Mỗi lần xem tên được ghi vào nhật ký mà người đó đọc được.', 'Every look at names is written to a log that the person can read.'],
	byHand: ['Xếp tay', 'By hand'],
	doseOf: ['Mũi {n}', 'Dose {n}'],
});
type Show = 'nowhere' | 'changed' | 'failed' | 'placed';

const placeText = (site: string | null, on: string | null, slot: string | null) => (site ? [slot, date(on), site].filter(Boolean).join(', ') : null);
const whyText = (x: Place) => (x.why_vi ? both({ vi: x.why_vi, en: x.why_en ?? null }) : x.why ?? '');

const placeCell = (again: boolean) => (x: Place) => {
	return (
		<span>
			{again && told(x.change) && <><Tag kind={changeTag(x.change)}>{changeName(x.change)}</Tag><br /></>}
			{x.site_name ? <><span class="nowrap">{x.slot}, {date(x.on_date)}</span><br />{x.site_name} <span class="soft">· {productName(x.product_code)}</span></> : whyText(x)}
			{x.by_hand && <> <Tag kind="info">{w('byHand')}</Tag></>}
			{(x.change === 'moved' || x.change === 'lost') && <><br /><span class="soft">{x.was_site_name ? w('was', { place: placeText(x.was_site_name, x.was_on, x.was_slot)! }) : w('wasNone')}</span></>}
		</span>
	);
};

function List({ plan, show, session }: { plan: Plan; show: Show; session: string | null }) {
	const address = `${ours('plans', plan.id, 'places')}?${new URLSearchParams(session ? { session } : { show })}`;
	const paged = usePaged<Place>(address);
	const rows = paged.items ?? [];
	const columns: Column<Place>[] = [
		{ name: p('person'), cell: (x) => <strong>{fullName(x.name)}</strong>, heading: true },
		{ name: p('birth'), cell: (x) => date(x.birth_date, x.birth_precision ?? 'day') },
		{ name: p('commune'), cell: (x) => x.commune_name ?? '' },
		{ name: p('group'), cell: (x) => groupShort(x.priority_group) },
		{ name: p('dose'), cell: (x) => number(x.dose_number), numeric: true },
		{ name: w('place'), cell: placeCell(plan.again) },
		{ name: c('actions'), cell: (x) => <a class="row-link" aria-label={w('openOf', { name: fullName(x.name) })} href={link('plans', plan.id, 'people', 'person', x.person_id)}>{w('open')}</a> },
	];
	return (
		<>
			{paged.items && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && <Table<Place> caption={session ? w('session') : w(show)} hideCaption rows={rows} rowKey={(x) => x.person_id} columns={columns} />}
			<PagedEnd of={paged} />
			{rows.length > 0 && <ExportButtons file={`ke-hoach-${session ? 'buoi' : show}`} make={async () => ({ name: session ? w('session') : w(show), head: [p('person'), p('birth'), p('commune'), p('group'), p('dose'), c('product'), p('site'), p('day'), p('hour'), c('why')],
				rows: (await allPages<Place>(address)).map((x) => [fullName(x.name), date(x.birth_date, x.birth_precision ?? 'day'), x.commune_name, groupShort(x.priority_group), x.dose_number, productName(x.product_code), x.site_name, { date: x.on_date }, x.slot, x.site_name ? '' : whyText(x)]) })} />}
		</>
	);
}

function Find({ plan }: { plan: Plan }) {
	const [text, setText] = useState('');
	const [found, setFound] = useState<SearchAnswer | null>(null);
	const action = useAction();
	const open = (id: string) => go('plans', plan.id, 'people', 'person', id);
	const send = (e: Event) => {
		e.preventDefault();
		if (text.trim())
			void action.run(async () => {
				const answer = await ask<SearchAnswer>(ours('persons', 'search'), { q: text.trim() });
				setFound(answer);
				if (answer.items.length === 1)
					open(answer.items[0]!.id);
			});
	};
	return (
		<form class="narrow" role="search" onSubmit={send}>
			<MistakeBox mistake={action.mistake} />
			<TextField id="find-person" label={w('find')} hint={w('logged')} value={text} onInput={setText} enterkeyhint="search" />
			<Button type="submit" kind="second" busy={action.busy}>{w('findButton')}</Button>
			<div role="status" class="dialog__found">
				{found?.items.length === 0 && <p>{w('notFound')}</p>}
				{found && found.items.length > 1 && found.items.map((x) => <PersonRow key={x.id} person={x} onPick={() => open(x.id)} />)}
			</div>
		</form>
	);
}

// rest: person and its id; session and its id; else which list.
export function PlanPeople({ plan, rest, reload }: { plan: Plan; rest: string[]; reload: () => Promise<void> }) {
	if (rest[0] === 'person' && rest[1])
		return <PlanPerson key={rest[1]} plan={plan} personId={rest[1]} reload={reload} />;
	const session = rest[0] === 'session' ? rest[1] ?? null : null;
	const changing = plan.again && plan.state === 'preview';
	const shows: { show: Show; n: number }[] = [
		...(changing ? [{ show: 'changed' as const, n: plan.changed }] : []), { show: 'nowhere', n: plan.nowhere },
		...(plan.failed ? [{ show: 'failed' as const, n: plan.failed }] : []), { show: 'placed', n: plan.placed },
	];
	const show = shows.find((s) => s.show === rest[0])?.show ?? shows[0]!.show;
	return (
		<section aria-labelledby="plan-people">
			<h2 id="plan-people" class="govuk-heading-m">{session ? w('session') : w(show)}</h2>
			<Find plan={plan} />
			<nav class="parts section" aria-label={w('shows')}><ul>
				{shows.map((s) => <li key={s.show}><a class="parts__tab" href={link('plans', plan.id, 'people', s.show)} aria-current={!session && s.show === show ? 'page' : undefined}>{w('tab', { name: w(s.show), n: number(s.n) })}</a></li>)}
			</ul></nav>
			<List key={session ?? show} plan={plan} show={show} session={session} />
		</section>
	);
}
