// What people report after doses of this site: who has to be called back, the severe first; and what was found.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Choice } from '../../shared/field';
import { age, celsius, date, fullName, groups, moment, number, sexName } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Tag } from '../../shared/notice';
import { PagedEnd, usePaged } from '../../shared/paged';
import { tell } from '../../shared/toast';
import { may } from '../account';
import { productName } from '../board';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import type { Report, Sign } from './types';

const w = words({
	title: ['Phản ứng người dân báo', 'Reactions that people report'],
	lead: ['Trong 28 ngày sau tiêm, người dân báo phản ứng từ Sổ sức khỏe điện tử. Gọi lại cho từng người; nặng trước.', 'For 28 days after a dose people report from their health book. Call each of them back, the severe first.'],
	show: ['Xem', 'Show'],
	open: ['Chưa gọi lại', 'To call back'],
	all: ['Tất cả', 'All'],
	say: ['{n} người chờ gọi lại, trong đó {severe} người báo nặng.', '{n} people wait for a call, {severe} of them report something severe.'],
	none: ['Không có ai chờ gọi lại', 'Nobody waits for a call'],
	noneMore: ['Báo cáo mới hiện ở đây; báo cáo nặng còn hiện thành cảnh báo khẩn.', 'New reports appear here; severe ones also as an urgent alarm.'],
	noneAll: ['Chưa có báo cáo nào', 'There are no reports'],
	mild: ['Nhẹ', 'Mild'],
	moderate: ['Vừa', 'Moderate'],
	severe: ['▲ Nặng', '▲ Severe'],
	years: ['{n} tuổi', 'age {n}'],
	signs: ['Dấu hiệu', 'Signs'],
	temperature: ['Nhiệt độ', 'Temperature'],
	began: ['Bắt đầu', 'Began'],
	note: ['Người báo ghi', 'Note'],
	dose: ['Sau mũi', 'After dose'],
	doseText: ['Mũi {n} {product}, ngày {date}', 'Dose {n} {product}, {date}'],
	reported: ['Báo lúc', 'Reported'],
	call: ['Gọi {phone}', 'Call {phone}'],
	noPhone: ['Không có số điện thoại: liên hệ qua trạm y tế nơi ở.', 'No phone: contact the person through the health station of the commune.'],
	seen: ['Đã gọi lại', 'Called back'],
	seenOf: ['Đã gọi lại: {name}', 'Called back: {name}'],
	seenTitle: ['Đã gọi lại cho {name}', '{name} was called back'],
	seenLead: ['Ghi điều đã thấy và đã dặn. Người này đọc được trong sổ của mình.', 'Write what was found and advised. The person reads it in the own book.'],
	seenButton: ['Lưu', 'Save'],
	done: ['Đã lưu kết quả', 'The outcome is saved'],
	outcome: ['Kết quả', 'Outcome'],
	by: ['{by}, {at}', '{by}, {at}'],
	fine: ['Đã khỏe, theo dõi tại nhà', 'Is well, watched at home'],
	hospital: ['Đã hướng dẫn đến bệnh viện', 'Was told to go to a hospital'],
	noAnswer: ['Gọi nhiều lần không được, đã nhờ trạm y tế xã', 'Could not be reached; the commune’s health station was asked'],
});
const tags = { mild: 'plain', moderate: 'wait', severe: 'stop' } as const;
const weight = { severe: 0, moderate: 1, mild: 2 };

function Item({ report: r, names, onDone }: { report: Report; names: Map<string, Sign>; onDone: () => Promise<void> }) {
	const [answering, answer] = useState(false);
	const action = useAction();
	const name = fullName(r.name);
	const sign = (id: string) => { const s = names.get(id); return s ? both(s) : id; };
	return (
		<li class={`review ${r.severity === 'severe' && !r.seen_at ? 'review--urgent' : ''}`}>
			<div>
				<h2 class="govuk-heading-m">{name} <Tag kind={tags[r.severity]}>{w(r.severity)}</Tag></h2>
				<p class="soft">{date(r.birth_date, r.birth_precision)} · {w('years', { n: age(r.birth_date, r.birth_precision) })} · {sexName(r.sex)}</p>
				<dl class="facts">
					<div><dt>{w('signs')}</dt><dd>{r.signs.map(sign).join('; ')}</dd></div>
					{r.temperature_e1 != null && <div><dt>{w('temperature')}</dt><dd>{celsius(r.temperature_e1)}</dd></div>}
					{r.began_on && <div><dt>{w('began')}</dt><dd>{date(r.began_on)}</dd></div>}
					{r.note && <div><dt>{w('note')}</dt><dd>{r.note}</dd></div>}
					<div><dt>{w('dose')}</dt><dd>{w('doseText', { n: r.dose_number, product: productName(r.product_code), date: date(r.given_on) })}</dd></div>
					<div><dt>{w('reported')}</dt><dd>{moment(r.at)}</dd></div>
					{r.seen_at && <div><dt>{w('outcome')}</dt><dd>{r.outcome}<br /><span class="soft">{w('by', { by: r.seen_by ?? '–', at: moment(r.seen_at) })}</span></dd></div>}
				</dl>
			</div>
			{!r.seen_at && (
				<div class="review__acts">
					{r.phone ? <a class="govuk-button govuk-button--secondary" href={`tel:${r.phone}`}>{w('call', { phone: groups(r.phone) })}</a> : <p>{w('noPhone')}</p>}
					{may('visit_observe') && <Button aria-haspopup="dialog" aria-label={w('seenOf', { name })} onClick={() => answer(true)}>{w('seen')}</Button>}
				</div>
			)}
			{answering && <ReasonDialog title={w('seenTitle', { name })} lead={<p>{w('seenLead')}</p>} button={w('seenButton')} common={[w('fine'), w('hospital'), w('noAnswer')]} action={action} onClose={() => answer(false)}
				onGive={(outcome) => action.run(async () => {
					await post(unitPath('reactions', r.id, 'seen'), { outcome });
					tell(w('done'));
					await onDone();
				})} />}
		</li>
	);
}

export function Reactions() {
	const [state, setState] = useState('open');
	const signs = useLoaded<Items<Sign>>('/api/v1/book/reactions/signs');
	const paged = usePaged<Report>(`${unitPath('reactions')}?state=${state}`);
	// nobody who waits for a call may be out of sight
	useEffect(() => { if (state === 'open' && paged.next && !paged.busy && !paged.mistake) void paged.more(); }, [state, paged.next, paged.busy]);
	const names = new Map((signs.value?.items ?? []).map((s) => [s.id, s]));
	// those to call: the worst first, then who has waited longest
	const rows = state === 'open' ? [...(paged.items ?? [])].sort((a, b) => weight[a.severity] - weight[b.severity] || a.at.localeCompare(b.at)) : paged.items ?? [];
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<Choice id="show" legend={w('show')} value={state} onChange={setState} options={[{ value: 'open', text: w('open') }, { value: 'all', text: w('all') }]} />
			{state === 'open' && rows.length > 0 && <p role="status" class="login__lead"><strong>{w('say', { n: number(rows.length), severe: number(rows.filter((r) => r.severity === 'severe').length) })}</strong></p>}
			{paged.items && !rows.length && <Empty title={w(state === 'open' ? 'none' : 'noneAll')}>{w('noneMore')}</Empty>}
			<ul class="plain-list">{rows.map((r) => <Item key={r.id} report={r} names={names} onDone={paged.reload} />)}</ul>
			<PagedEnd of={paged} />
		</>
	);
}
