// The 16 priority groups of QĐ 3355/QĐ-BYT in the words of somebody who has to find himself in one of them; those that most people
// belong to first. The server knows them by their code.
import { say, type Pair } from '../../shared/lang';

const groups: [code: string, text: Pair][] = [
	['9', ['Trên 65 tuổi, hoặc có bệnh mạn tính', 'Over 65, or with a chronic disease']],
	['15', ['Lao động tự do, buôn bán nhỏ, nội trợ', 'Self-employed, small trade, housework']],
	['13', ['Công nhân, nhân viên công ty, cửa hàng, chợ, công trình', 'Worker or employee: company, shop, market, building site']],
	['8', ['Giáo viên, học sinh, sinh viên, cán bộ cơ quan', 'Teacher, pupil, student, office of the state']],
	['11', ['Hộ nghèo, gia đình chính sách', 'Poor household, beneficiary of social policy']],
	['10', ['Sống ở vùng đang có dịch', 'Living in an area with an outbreak']],
	['1', ['Làm ở bệnh viện, trạm y tế, phòng khám', 'Working in a hospital, health station or clinic']],
	['2', ['Tham gia phòng chống dịch', 'Taking part in epidemic control']],
	['7', ['Lái xe, vận tải, hàng không, du lịch, điện, nước', 'Driver, transport, aviation, tourism, electricity, water']],
	['3', ['Bộ đội', 'Armed forces']],
	['4', ['Công an', 'Public security']],
	['6', ['Hải quan, xuất nhập cảnh', 'Customs, immigration']],
	['5', ['Ngoại giao, tổ chức quốc tế', 'Diplomacy, international organisation']],
	['12', ['Sắp đi nước ngoài học, làm việc; chuyên gia nước ngoài', 'Going abroad for study or work; foreign expert']],
	['14', ['Chức sắc, chức việc tôn giáo', 'Religious dignitary']],
	['', ['Không thuộc nhóm nào, hoặc không rõ', 'None of these, or not sure']],
];

export const groupOptions = () => groups.map(([value, text]) => ({ value, text: say(text) }));
export const groupText = (code: string): string => say(groups.find(([c]) => c === code)?.[1] ?? groups.at(-1)![1]);
