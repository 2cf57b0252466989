// Who is registered in the commune: read, acknowledge, open the person; and how many wait, by group and dose.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { errorText, get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { date, day, fullName, groups, number, sexName } from '../../shared/format';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import { may } from '../account';
import { loadReference } from '../board';
import { place } from '../place';
import { CommuneChooser } from './commune_chooser';
import { DemandTable } from './demand';
import { PersonDialog } from './person_dialog';
import type { Enrolled } from './types';

const w = words({
	title: ['Đăng ký tiêm của {unit}', 'Registrations of {unit}'],
	lead: ['Người dân tự đăng ký, gia đình hoặc đơn vị đăng ký cho họ. Xem rồi bấm “Xác nhận”; đơn vị gửi danh sách thấy xã, phường đã xem.',
		'People register themselves, their family or an organisation does. Look and acknowledge; an organisation that sent a list sees that you have.'],
	show: ['Xem những ai', 'Who is shown'],
	new: ['Mới, chưa xem', 'New'],
	waiting: ['Đang chờ', 'Waiting'],
	placed: ['Đã có lịch', 'Placed'],
	all: ['Tất cả', 'All'],
	demand: ['Nhu cầu', 'Demand'],
	caption: ['Người đăng ký', 'People'],
	name: ['Họ và tên', 'Name'],
	birth: ['Ngày sinh', 'Birth date'],
	phone: ['Điện thoại', 'Phone'],
	group: ['Nhóm', 'Group'],
	dose: ['Mũi', 'Dose'],
	by: ['Ai đăng ký', 'Registered by'],
	on: ['Ngày đăng ký', 'Registered on'],
	state: ['Tình trạng', 'State'],
	act: ['Thao tác', 'Actions'],
	self: ['Tự đăng ký', 'Themselves'],
	family: ['Gia đình', 'Family'],
	commune: ['Xã, phường', 'Commune'],
	next_dose: ['Mũi tiếp theo', 'Next dose'],
	organisation: ['Đơn vị', 'Organisation'],
	onDay: ['Lịch {date} {slot}', 'Placed {date} {slot}'],
	seen: ['Đã xem', 'Seen'],
	unseen: ['Chưa xem', 'Not seen'],
	hospital: ['tiêm ở bệnh viện', 'at a hospital'],
	notBefore: ['không trước {date}', 'not before {date}'],
	acknowledge: ['Xác nhận', 'Acknowledge'],
	acknowledgeOf: ['Xác nhận đăng ký của {name}', 'Acknowledge {name}'],
	acknowledgeAll: ['Xác nhận {n} người đang hiện', 'Acknowledge the {n} shown'],
	acknowledged: ['Đã xác nhận {n} người', '{n} acknowledged'],
	openOf: ['Mở hồ sơ của {name}', 'Open the record of {name}'],
	none: ['Không có đăng ký nào ở mục này', 'No registrations here'],
	noneNew: ['Mọi đăng ký đều đã được xem.', 'Every registration has been seen.'],
	noneMore: ['Chọn mục khác ở trên.', 'Choose another group above.'],
	more: ['Hiện thêm', 'Show more'],
});
const shows = ['new', 'waiting', 'placed', 'all', 'demand'] as const;
type Shown = (typeof shows)[number];
const PAGE = 100;

const sourceOf = (r: Enrolled) => (r.source === 'organisation' ? r.organisation ?? w('organisation') : w(r.source as 'self' | 'family' | 'commune' | 'next_dose'));

function State({ row: r }: { row: Enrolled }) {
	const remarks = [r.hospital && w('hospital'), r.not_before && w('notBefore', { date: date(r.not_before) })].filter(Boolean).join(', ');
	return (
		<span class="what">
			{r.state === 'placed' ? <Tag kind="good">{w('onDay', { date: date(r.on_date), slot: r.slot ?? '' })}</Tag>
				: <Tag kind={r.acknowledged ? 'info' : 'wait'}>{w(r.acknowledged ? 'seen' : 'unseen')}</Tag>}
			{remarks && <span class="soft">{remarks}</span>}
		</span>
	);
}

function People({ unitId, shown }: { unitId: string; shown: Exclude<Shown, 'demand'> }) {
	const base = `/api/v1/units/${unitId}/registrations`;
	const [rows, setRows] = useState<Enrolled[] | null>(null);
	const [next, setNext] = useState<string | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const [opened, open] = useState<Enrolled | null>(null);
	const action = useAction();
	const load = (after: string | null, have: Enrolled[]) =>
		get<Items<Enrolled>>(`${base}?${new URLSearchParams({ limit: String(PAGE), ...(shown === 'all' ? {} : { show: shown }), ...(after ? { after } : {}) })}`)
			.then((page) => { setRows([...have, ...page.items]); setNext(page.next ?? null); setMistake(null); }, (e: unknown) => setMistake(errorText(e)));
	useEffect(() => void load(null, []), []);
	// The button that was pressed goes with its row: the keyboard goes on at the next one.
	const acknowledge = (people: Enrolled[]) => void action.run(async () => {
		const after = (rows ?? []).find((r, i, all) => !r.acknowledged && i > all.findIndex((x) => x.person_id === people.at(-1)!.person_id));
		for (let i = 0; i < people.length; i += PAGE)
			await post(`${base}/acknowledge`, { people: people.slice(i, i + PAGE).map((r) => r.person_id) });
		tell(w('acknowledged', { n: number(people.length) }));
		const done = new Set(people.map((r) => r.person_id));
		setRows((rows ?? []).filter((r) => shown !== 'new' || !done.has(r.person_id)).map((r) => (done.has(r.person_id) ? { ...r, acknowledged: true } : r)));
		setTimeout(() => document.getElementById(`seen-${after?.person_id}`)?.focus(), 0);
	});
	const unseen = rows?.filter((r) => !r.acknowledged) ?? [];
	const writes = may('person_write');
	return (
		<>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			<MistakeBox mistake={action.mistake} />
			{writes && unseen.length > 1 && <div class="buttons list__acts"><Button kind="second" busy={action.busy} onClick={() => acknowledge(unseen)}>{w('acknowledgeAll', { n: number(unseen.length) })}</Button></div>}
			{rows?.length === 0 && <Empty title={w('none')}>{w(shown === 'new' ? 'noneNew' : 'noneMore')}</Empty>}
			{!!rows?.length && (
				<Table caption={w('caption')} hideCaption rows={rows} rowKey={(r) => r.registration_id} columns={[
					{ name: w('name'), heading: true, cell: (r) => <button type="button" class="link-button" aria-label={w('openOf', { name: fullName(r.name) })} onClick={() => open(r)}>{fullName(r.name)}</button> },
					{ name: w('birth'), cell: (r) => <span>{date(r.birth_date, r.birth_precision)} <span class="soft">{sexName(r.sex)}</span></span> },
					{ name: w('phone'), cell: (r) => groups(r.phone) },
					{ name: w('group'), cell: (r) => r.priority_group || '–', numeric: true },
					{ name: w('dose'), cell: (r) => number(r.dose_number), numeric: true },
					{ name: w('by'), cell: sourceOf },
					{ name: w('on'), cell: (r) => date(day(new Date(r.registered_at))) },
					{ name: w('state'), cell: (r) => <State row={r} /> },
					...(writes ? [{ name: w('act'), cell: (r: Enrolled) => (r.acknowledged ? '' : <Button kind="second" id={`seen-${r.person_id}`} aria-label={w('acknowledgeOf', { name: fullName(r.name) })} onClick={() => acknowledge([r])}>{w('acknowledge')}</Button>) }] : []),
				]} />
			)}
			{next && <Button kind="second" onClick={() => void load(next, rows ?? [])}>{w('more')}</Button>}
			{opened && <PersonDialog unitId={unitId} personId={opened.person_id} onClose={() => open(null)} />}
		</>
	);
}

export function Registrations() {
	const [unit, setUnit] = useState(place.value!);
	const [shown, show] = useState<Shown>('new');
	useEffect(() => void loadReference().catch(() => {}), []);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title', { unit: unit.name })}</h1>
			<p class="lead">{w('lead')}</p>
			<CommuneChooser onChoose={setUnit} />
			<div class="chips" role="group" aria-label={w('show')}>
				{shows.map((key) => <button key={key} type="button" class="chip" aria-pressed={key === shown} onClick={() => show(key)}>{w(key)}</button>)}
			</div>
			{shown === 'demand' ? <DemandTable key={unit.id} unitId={unit.id} /> : <People key={`${unit.id} ${shown}`} unitId={unit.id} shown={shown} />}
		</>
	);
}
