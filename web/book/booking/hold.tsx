// Places that are held: ten minutes to say yes. Saying it twice, after a lost answer, gives the same appointments.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { newId, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Check } from '../../shared/field';
import { countdown } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { me } from '../account';
import { Card, Facts } from '../parts';
import { hours, longDate } from '../terms';
import { bookedFor, useLeft } from './room';
import type { Hold } from './types';

const w = words({
	title: ['Đang giữ chỗ', 'Places are held'],
	left: ['Xác nhận trong {left}', 'Confirm within {left}'],
	change: ['Bỏ lịch hẹn cũ, lấy lịch này', 'Give up the old appointment and take this one'],
	needChange: ['Đánh dấu ô trên nếu muốn đổi lịch, hoặc trả chỗ.', 'Tick the box to change the appointment, or release the places.'],
	confirm: ['Xác nhận lịch hẹn', 'Confirm'],
	release: ['Trả chỗ', 'Release'],
	over: ['Đã hết giờ giữ chỗ.', 'The time is over.'],
});

const HOLD_MS = 600_000;

export function HoldCard({ hold, onChange }: { hold: Hold; onChange: () => Promise<void> }) {
	const [change, setChange] = useState(false);
	const [tried, setTried] = useState(false);
	const [key] = useState(newId);
	const action = useAction();
	const left = useLeft(hold.expires_at, HOLD_MS);
	const placed = hold.people.some((p) => p.placed_vi);
	const address = `/api/v1/book/sites/${hold.unit_id}/holds/${hold.id}`;
	useEffect(() => { if (!left) void onChange(); }, [!left]);
	const confirm = () => {
		setTried(true);
		if (!placed || change)
			void action.run(async () => {
				await bookedFor(await post<Hold>(`${address}/confirm`, { change }, { key }));
				await onChange();
			});
	};
	const release = () => void action.run(async () => {
		await post(`${address}/release`);
		await onChange();
	});
	return (
		<Card title={w('title')} kind="main">
			{/* the server decides whether it is over: clocks of phones are wrong */}
			<p class="say" role="timer">{left ? w('left', { left: countdown(left) }) : w('over')}</p>
			<p class="when">{longDate(hold.on_date)}</p>
			<p>{hold.site_name}</p>
			<Facts items={hold.people.map((p) => [me()?.people.find((m) => m.person_id === p.person_id)?.name ?? '', hours(p.slot, p.slot_ends)] as const)} />
			{hold.people.filter((p) => p.placed_vi).map((p) => <Notice key={p.person_id} kind="warning">{both({ vi: p.placed_vi!, en: p.placed_en ?? null })}</Notice>)}
			{placed && <Check id="change" label={w('change')} checked={change} onChange={setChange} />}
			{tried && placed && !change && <p class="govuk-error-message">{w('needChange')}</p>}
			<MistakeBox mistake={action.mistake} />
			<div class="buttons">
				<Button class="button--big" busy={action.busy} onClick={confirm}>{w('confirm')}</Button>
				<Button kind="quiet" onClick={release}>{w('release')}</Button>
			</div>
		</Card>
	);
}
