// Where places are open near the person.
import { number, time, moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { Shown } from '../parts';
import { useSeen } from '../seen';
import { longDate } from '../terms';
import type { Book } from '../types';
import type { Opening } from './types';

const w = words({
	lead: ['Một số điểm tiêm mở chỗ để tự chọn giờ. Ai lấy số trước giờ bốc thăm đều có cơ hội như nhau, không cần vội.',
		'Some sites open places to choose yourself. Everybody who takes a ticket before the draw has the same chance; there is no need to hurry.'],
	none: ['Chưa có điểm tiêm nào gần đây mở chỗ', 'No site nearby has open places'],
	noneMore: ['Không sao: khi đến lượt, trạm y tế xếp lịch và nhắn tin.', 'Never mind: the health station makes an appointment when it is the turn.'],
	noHome: ['Hồ sơ chưa ghi nơi ở', 'The record does not say where home is'],
	noHomeMore: ['Gửi yêu cầu sửa nơi ở trong “Dữ liệu của tôi”.', 'Ask for a correction under “My data”.'],
	draws: ['Bốc thăm lúc {at}', 'The draw is at {at}'],
	left: ['Còn {n} chỗ', '{n} places left'],
	residents: ['Dành cho người ở {place}', 'For people of {place}'],
	waiting: ['Đang phát số', 'Tickets are given'], soon: ['Sắp mở', 'Opens soon'], drawing: ['Đang bốc thăm', 'Drawing'], open: ['Đang mở', 'Open'],
	full: ['Hết chỗ', 'Full'], closed: ['Đã đóng', 'Closed'],
});

type State = 'waiting' | 'soon' | 'drawing' | 'open' | 'full' | 'closed';
const states: Record<string, State> = { announced: 'soon', waiting: 'waiting', joining: 'waiting', drawing: 'drawing', open: 'open', full: 'full', closed: 'closed' };
const kinds = { waiting: 'info', soon: 'wait', drawing: 'wait', open: 'good', full: 'stop', closed: 'plain' } as const;

export function OpeningState({ o }: { o: Opening }) {
	const state = states[o.state] ?? 'closed';
	return <Tag kind={kinds[state]}>{w(state)}</Tag>;
}

export function OpeningFacts({ o }: { o: Opening }) {
	const before = ['soon', 'waiting'].includes(states[o.state] ?? '');
	return (
		<>
			<p class="when">{longDate(o.on_date)}</p>
			<p>{o.product_name}</p>
			<p><OpeningState o={o} /> {before ? w('draws', { at: o.draws_at.slice(0, 10) === o.on_date ? time(o.draws_at) : moment(o.draws_at) }) : w('left', { n: number(o.places_left) })}</p>
			{o.whom === 'residents' && o.residents_name && <p class="soft">{w('residents', { place: o.residents_name })}</p>}
		</>
	);
}

export function OpeningsPage({ id, book }: { id: string; book: Book }) {
	const unit = book.near_unit_id ?? book.person.home_unit_id;
	const found = useSeen<{ items: Opening[] }>(unit ? `/api/v1/book/openings?unit=${unit}` : null);
	if (!unit)
		return <Empty title={w('noHome')}>{w('noHomeMore')}</Empty>;
	return (
		<>
			<p class="lead">{w('lead')}</p>
			<Shown of={found}>{({ items }) => (items.length ? (
				<ul class="members">
					{items.map((o) => (
						<li class="card member" key={o.id}>
							<h2 class="member__name"><a href={link('person', id, 'opening', o.unit_id, o.id)}>{o.site_name}</a></h2>
							<OpeningFacts o={o} />
						</li>
					))}
				</ul>
			) : <Empty title={w('none')}>{w('noneMore')}</Empty>)}</Shown>
		</>
	);
}
