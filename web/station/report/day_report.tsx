// The report of a site's day: its figures as they are computed, what to look at, the confirmation, and what came after it.
import { useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { time } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice, Tag } from '../../shared/notice';
import { may } from '../account';
import { unitPath } from '../place';
import { useLoaded } from '../stock/store';
import { Confirm } from './confirm';
import { FiguresTable } from './figures';
import type { Day } from './types';
import { confirmedBy, InTime, Versions } from './versions';
import { useWarnings, Warnings } from './warnings';

const w = words({
	notConfirmed: ['Chưa xác nhận', 'Not confirmed'],
	confirmed: ['Đã xác nhận', 'Confirmed'],
	changed: ['Đã đổi sau khi xác nhận', 'Changed after it was confirmed'],
	changedMore: ['Có số liệu của ngày này được ghi sau lần xác nhận cuối. Số đã xác nhận giữ nguyên cho đến khi có người xác nhận lại, kèm lý do.',
		'Something was entered for this day after it was last confirmed. The confirmed figures stay until somebody confirms anew, with a reason.'],
	computed: ['Số liệu tính từ sổ kho và các bàn tiêm, lúc {at}. Không nhập tay.', 'Computed from the books and the tables at {at}. Nothing is typed.'],
	again: ['Tính lại', 'Compute again'],
	who: ['Thủ kho hoặc người quản lý điểm tiêm xác nhận số liệu của ngày.', 'The stock keeper or the site manager confirms the figures of the day.'],
	loading: ['Đang tải…', 'Loading…'],
});

function State({ day }: { day: Day }) {
	const last = day.versions[0];
	return (
		<p class="card__tags report__state">
			<Tag kind={day.changed || !day.confirmed ? 'wait' : 'good'}>{w(day.changed ? 'changed' : day.confirmed ? 'confirmed' : 'notConfirmed')}</Tag>
			{last && <><span>{confirmedBy(last)}</span> <InTime v={last} /></>}
		</p>
	);
}

export function DayReport({ on }: { on: string }) {
	const { value, mistake, reload } = useLoaded<Day>(unitPath('day-report') + `?on=${on}`);
	const [after, setAfter] = useState<Day | null>(null); // what a confirmation answered
	const [at, setAt] = useState(new Date());
	const found = useWarnings(on);
	const again = async () => {
		await Promise.all([reload(), found.reload()]);
		setAfter(null);
		setAt(new Date());
	};
	const day = after ?? value;
	if (!day)
		return mistake ? <Notice kind="stop">{mistake}</Notice> : <p role="status">{w('loading')}</p>;
	return (
		<>
			<State day={day} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{day.changed && <Notice kind="warning">{w('changedMore')}</Notice>}
			<Warnings on={on} settled={day.confirmed && !day.changed} found={found} />
			<div class="report__columns">
				<div class="sheet report__figures">
					<FiguresTable now={day.now} confirmed={day.changed ? day.versions[0]! : null} />
					<div class="below-table"><span class="soft">{w('computed', { at: time(at) })}</span>
						<Button kind="quiet" onClick={() => void again()}>{w('again')}</Button></div>
				</div>
				{may('report_confirm') ? <Confirm day={day} onStale={() => void again()} onDone={(confirmed) => { setAfter(confirmed); setAt(new Date()); }} />
					: !day.confirmed && <p class="soft">{w('who')}</p>}
			</div>
			{day.versions.length > 0 && <Versions versions={day.versions} />}
		</>
	);
}
