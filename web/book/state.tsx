// How it stands with a person: one word to see at once, the server's sentence, and the next thing to do.
import { both, say, type Pair } from '../shared/lang';
import { Tag } from '../shared/notice';
import { link } from '../shared/route';
import type { Access, Status } from './types';

type Kind = 'plain' | 'good' | 'wait' | 'stop' | 'info';
interface State { word: Pair; kind: Kind; next: (id: string) => { href: string; text: string } | null; afterDose?: boolean }

const register = (text: Pair) => (id: string) => ({ href: link('register', 'new', id), text: say(text) });
const screen = (name: string, text: Pair) => (id: string) => ({ href: link('person', id, name), text: say(text) });

const registerNow = register(['Đăng ký tiêm', 'Register for a dose']);
const appointment = screen('appointment', ['Mở phiếu hẹn và mã QR', 'Open the appointment and its QR code']);
const place = screen('place', ['Xem vị trí trong danh sách', 'See the place in the list']);
const howDoYouFeel = screen('reactions', ['Theo dõi sau tiêm', 'After the dose']);

const states: Record<string, State> = {
	not_registered: { word: ['Chưa đăng ký', 'Not registered'], kind: 'plain', next: registerNow },
	withdrawn: { word: ['Đã rút đăng ký', 'Withdrawn'], kind: 'plain', next: register(['Đăng ký lại', 'Register again']) },
	waiting: { word: ['Đang chờ đến lượt', 'Waiting'], kind: 'wait', next: place },
	missed: { word: ['Đã lỡ hẹn', 'Missed'], kind: 'wait', next: place },
	rescheduling: { word: ['Đang xếp lịch khác', 'Being moved'], kind: 'wait', next: place },
	placed: { word: ['Đã có lịch hẹn', 'Has an appointment'], kind: 'info', next: appointment },
	arrived: { word: ['Đã đến điểm tiêm', 'At the site'], kind: 'info', next: appointment },
	screened: { word: ['Đã khám, chờ tiêm', 'Screened'], kind: 'info', next: appointment },
	observing: { word: ['Đang theo dõi sau tiêm', 'Under observation'], kind: 'info', next: howDoYouFeel, afterDose: true },
	next_dose_later: { word: ['Đã tiêm, chờ mũi tiếp', 'Next dose later'], kind: 'good', next: howDoYouFeel, afterDose: true },
	next_dose_open: { word: ['Đến lượt mũi tiếp theo', 'Next dose is open'], kind: 'wait', next: register(['Đăng ký mũi tiếp theo', 'Register for the next dose']), afterDose: true },
	booster_open: { word: ['Đã tiêm đủ, đến lượt mũi nhắc lại', 'Booster is open'], kind: 'good', next: register(['Đăng ký mũi nhắc lại', 'Register for the booster']), afterDose: true },
	complete: { word: ['Đã tiêm đủ', 'Complete'], kind: 'good', next: screen('doses', ['Xem mũi tiêm và chứng nhận', 'Doses and certificates']), afterDose: true },
	limited: { word: ['Mở một phần', 'Open in part'], kind: 'plain', next: (id) => ({ href: link('family', 'prove', id), text: say(['Xác nhận người này', 'Prove that you may see it']) }) },
	deferred: { word: ['Tạm hoãn', 'Deferred'], kind: 'wait', next: () => null },
	referred: { word: ['Chờ lịch ở bệnh viện', 'Waits for a hospital'], kind: 'wait', next: () => null },
	contraindicated: { word: ['Không tiêm được', 'Cannot be vaccinated'], kind: 'stop', next: () => null },
	visit_deferred: { word: ['Tạm hoãn', 'Deferred'], kind: 'wait', next: () => null },
	visit_referred: { word: ['Chuyển đến bệnh viện', 'Sent to a hospital'], kind: 'wait', next: () => null },
	visit_contraindicated: { word: ['Không tiêm được', 'Cannot be vaccinated'], kind: 'stop', next: () => null },
	visit_refused: { word: ['Đã từ chối tiêm', 'Declined'], kind: 'plain', next: () => null },
};

export function StateTag({ status }: { status: Status }) {
	const state = states[status.code];
	return state ? <Tag kind={state.kind}>{say(state.word)}</Tag> : null;
}

// The sentence is whole without the tag: a screen reader hears both, which does no harm.
export const StateText = ({ status }: { status: Status }) => <p class="state">{both(status)}</p>;

// What of the record only full access shows is not offered to others.
export function nextThing(id: string, status: Status, access: Access) {
	const next = states[status.code]?.next(id) ?? null;
	return access === 'limited' && states[status.code]?.afterDose ? null : next;
}

export const isAfterDose = (status: Status): boolean => states[status.code]?.afterDose ?? false;
