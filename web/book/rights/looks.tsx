// Every look at this record: who, from where, when, why.
import { date, day, time } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Empty } from '../../shared/notice';
import { link } from '../../shared/route';
import { Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Look } from '../types';
import type { RightsProps } from './rights';

const w = words({
	lead: ['Mỗi lần có người mở hồ sơ này đều được ghi lại và không ai xóa được.', 'Every time somebody opens this record it is written down; nobody can delete it.'],
	none: ['Chưa có ai xem', 'Nobody has looked yet'],
	noneMore: ['Khi có người mở hồ sơ, tên và nơi làm việc của họ hiện ở đây.', 'When somebody does, their name and place of work are shown here.'],
	somebody: ['Hệ thống', 'The system'],
	why: ['Lý do: {why}', 'Reason: {why}'],
	strange: ['Thấy người không nên xem?', 'Somebody who should not have looked?'],
	report: ['Báo để cơ quan y tế kiểm tra', 'Report it to the health office'],
});

// The newest first, a heading for each day.
function byDay(items: Look[]): [string, Look[]][] {
	const days = new Map<string, Look[]>();
	for (const look of items) {
		const on = day(new Date(look.at));
		days.set(on, [...(days.get(on) ?? []), look]);
	}
	return [...days];
}

const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

export function LooksPage({ id }: RightsProps) {
	const looks = useSeen<{ items: Look[] }>(personAddress(id, 'access-log'));
	return (
		<>
			<p class="soft">{w('lead')}</p>
			<Shown of={looks}>{({ items }) => (items.length ? (
				<>
					{byDay(items).map(([on, list]) => (
						<section key={on} aria-label={date(on)}>
							<h2 class="card__title day">{date(on)}</h2>
							<ul class="looks">
								{list.map((look, i) => (
									<li key={`${look.at} ${i}`}>
										<span class="looks__time">{time(look.at)}</span>
										<span><strong>{look.who ?? w('somebody')}</strong>{look.unit && <>, {look.unit}</>}<br />
											{sentence(both({ vi: look.what_vi, en: look.what_en ?? null }))}
											{look.why && <><br /><span class="soft">{w('why', { why: look.why })}</span></>}</span>
									</li>
								))}
							</ul>
						</section>
					))}
					<p class="gap">{w('strange')} <a href={link('person', id, 'request', 'object')}>{w('report')}</a></p>
				</>
			) : <Empty title={w('none')}>{w('noneMore')}</Empty>)}</Shown>
		</>
	);
}
