// The link of an invitation: for whom, where, when; one press after logging in. Good once, and for its person alone.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { ApiError, ask, loginNeeded, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Check } from '../../shared/field';
import { moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { known } from '../account';
import { LoginForms } from '../login';
import { Card, Screen } from '../parts';
import { hours, longDate } from '../terms';
import { Booked, bookedFor } from './room';
import type { Hold, InvitationView } from './types';

const w = words({
	title: ['Lời mời tiêm chủng', 'Invitation'],
	loading: ['Đang mở lời mời…', 'Opening the invitation…'],
	whom: ['Dành cho {name}', 'For {name}'],
	until: ['Trả lời trước {at}', 'Answer by {at}'],
	accept: ['Nhận chỗ này', 'Take this place'],
	used: ['Lời mời này đã được dùng. Nếu chính gia đình đã nhận, phiếu hẹn nằm trong sổ.', 'This invitation was used. If it was your family, the appointment is in the book.'],
	expired: ['Lời mời đã hết hạn và chỗ đã nhường cho người khác. Đăng ký vẫn còn trong danh sách, sẽ được mời lại.',
		'The invitation has expired and the place went to somebody else. The registration stays in the list; there will be another one.'],
	withdrawn: ['Điểm tiêm đã rút lời mời này. Đăng ký vẫn còn trong danh sách.', 'The site took this invitation back. The registration stays in the list.'],
	login: ['Đăng nhập để nhận chỗ', 'Log in to take the place'],
	code: ['Người được mời chưa có trong sổ của số điện thoại này?', 'The person is not in the book of this phone number?'],
	add: ['Thêm người bằng mã', 'Add the person by a code'],
	change: ['Bỏ lịch hẹn cũ, nhận lịch này', 'Give up the old appointment and take this one'],
	home: ['Về sổ của gia đình', 'To the books of the family'],
});

function Accept({ token, onTaken }: { token: string; onTaken: (hold: Hold) => void }) {
	const [change, setChange] = useState(false);
	const action = useAction();
	const placed = action.mistake?.code === 'person.placed';
	const [asked, ask] = useState(false);
	if (placed && !asked)
		ask(true);
	const accept = () => action.run(async () => {
		const hold = await post<Hold>('/api/v1/book/invitations/accept', { token, ...(change ? { change: true } : {}) });
		onTaken(hold);
		await bookedFor(hold);
	});
	return (
		<>
			<MistakeBox mistake={action.mistake} />
			{asked && <Check id="change" label={w('change')} checked={change} onChange={setChange} />}
			{action.mistake?.code === 'invitation.not_yours' && <p>{w('code')} <a href={link('family', 'code')}>{w('add')}</a></p>}
			<div class="buttons"><Button class="button--big" busy={action.busy} onClick={() => void accept()}>{w('accept')}</Button></div>
		</>
	);
}

function Open({ token, view }: { token: string; view: InvitationView }) {
	const [taken, setTaken] = useState<Hold | null>(null);
	if (taken)
		return <Booked hold={taken} />;
	return (
		<>
			<Card kind="main">
				<p class="say">{w('whom', { name: view.name })}</p>
				<p class="when">{longDate(view.on_date)}</p>
				<p class="when when--hour">{hours(view.slot, view.slot_ends)}</p>
				<p>{view.site_name}</p>
				{view.state === 'open' && <p class="soft">{w('until', { at: moment(view.expires_at) })}</p>}
				{view.state === 'open' && known.value && !loginNeeded.value && <Accept token={token} onTaken={setTaken} />}
			</Card>
			{view.state !== 'open' && <Notice kind="warning">{w(view.state as 'used')}</Notice>}
		</>
	);
}

export function Invitation({ parts: [token = ''] }: { parts: string[] }) {
	const [view, setView] = useState<InvitationView | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	useEffect(() => {
		ask<InvitationView>('/api/v1/book/invitations/look', { token }).then(setView, (e: unknown) => {
			if (!(e instanceof ApiError))
				throw e;
			setMistake(e.text);
		});
	}, [token]);
	return (
		<Screen title={w('title')}>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!mistake && !view && <p class="loading" role="status">{w('loading')}</p>}
			{view && <Open token={token} view={view} />}
			{view?.state === 'open' && known.value && loginNeeded.value && <Card title={w('login')}><LoginForms /></Card>}
			<a class="govuk-button govuk-button--secondary" href={link()}>{w('home')}</a>
		</Screen>
	);
}
