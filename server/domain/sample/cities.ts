/**
 * Cities of the sample estate: where its centres stand.
 *
 * Coordinates after GeoNames (www.geonames.org, CC BY 4.0), moved to the middle of the built-up area
 * where the official point lies at a coast or an edge. A spread is small near coasts and borders, so
 * that no centre lands in the sea or abroad. A weight is roughly the district's people in the 2023
 * census in ten thousands, shared among its towns; it counts only against cities of the same company.
 */
import type { ProvinceCode } from '../province.ts';
import type { Disco } from './discos.ts';

export interface City {
  /** Three letters that begin the codes of its centres. */
  readonly prefix: string;
  readonly nameEn: string;
  readonly nameUr: string;
  readonly district: string;
  readonly province: ProvinceCode;
  readonly disco: Disco;
  readonly latitude: number;
  readonly longitude: number;
  /** Radius within which its centres lie. */
  readonly spreadKm: number;
  readonly weight: number;
}

type Row = readonly [
  prefix: string,
  nameEn: string,
  nameUr: string,
  district: string,
  latitude: number,
  longitude: number,
  spreadKm: number,
  weight: number,
];

function area(province: ProvinceCode, disco: Disco, rows: readonly Row[]): City[] {
  return rows.map(
    ([prefix, nameEn, nameUr, district, latitude, longitude, spreadKm, weight]): City => ({
      prefix,
      nameEn,
      nameUr,
      district,
      province,
      disco,
      latitude,
      longitude,
      spreadKm,
      weight,
    }),
  );
}

export const CITIES: readonly City[] = [
  ...area('PB', 'LESCO', [
    ['lhr', 'Lahore', 'لاہور', 'Lahore', 31.5, 74.33, 13, 1300],
    ['ksr', 'Kasur', 'قصور', 'Kasur', 31.1187, 74.4503, 3, 160],
    ['pto', 'Pattoki', 'پتوکی', 'Kasur', 31.0202, 73.8533, 3, 130],
    ['chn', 'Chunian', 'چونیاں', 'Kasur', 30.9662, 73.9791, 2, 110],
    ['okr', 'Okara', 'اوکاڑہ', 'Okara', 30.8103, 73.4516, 4, 200],
    ['dpl', 'Dipalpur', 'دیپالپور', 'Okara', 30.6698, 73.6531, 2, 150],
    ['skp', 'Sheikhupura', 'شیخوپورہ', 'Sheikhupura', 31.7129, 73.9856, 4, 260],
    ['mrd', 'Muridke', 'مریدکے', 'Sheikhupura', 31.8026, 74.2577, 3, 140],
    ['nns', 'Nankana Sahib', 'ننکانہ صاحب', 'Nankana Sahib', 31.4501, 73.7065, 3, 90],
    ['sgh', 'Sangla Hill', 'سانگلہ ہل', 'Nankana Sahib', 31.7167, 73.3833, 2, 70],
  ]),
  ...area('PB', 'GEPCO', [
    ['grw', 'Gujranwala', 'گوجرانوالہ', 'Gujranwala', 32.1557, 74.187, 6, 380],
    ['kmk', 'Kamoke', 'کامونکے', 'Gujranwala', 31.9753, 74.223, 2, 110],
    ['wzr', 'Wazirabad', 'وزیر آباد', 'Wazirabad', 32.4432, 74.12, 2, 100],
    ['skt', 'Sialkot', 'سیالکوٹ', 'Sialkot', 32.4927, 74.5313, 4, 300],
    ['dsk', 'Daska', 'ڈسکہ', 'Sialkot', 32.3242, 74.3504, 3, 90],
    ['psr', 'Pasrur', 'پسرور', 'Sialkot', 32.2629, 74.6633, 2, 60],
    ['gjt', 'Gujrat', 'گجرات', 'Gujrat', 32.5742, 74.0754, 4, 200],
    ['khn', 'Kharian', 'کھاریاں', 'Gujrat', 32.8161, 73.887, 2, 70],
    ['llm', 'Lala Musa', 'لالہ موسیٰ', 'Gujrat', 32.7014, 73.9575, 2, 50],
    ['nrw', 'Narowal', 'نارووال', 'Narowal', 32.102, 74.873, 2, 120],
    ['skg', 'Shakargarh', 'شکرگڑھ', 'Narowal', 32.2636, 75.1601, 1.5, 75],
    ['hfz', 'Hafizabad', 'حافظ آباد', 'Hafizabad', 32.071, 73.688, 3, 130],
    ['mbd', 'Mandi Bahauddin', 'منڈی بہاؤالدین', 'Mandi Bahauddin', 32.587, 73.4912, 3, 180],
  ]),
  ...area('PB', 'FESCO', [
    ['fsd', 'Faisalabad', 'فیصل آباد', 'Faisalabad', 31.4155, 73.0897, 9, 700],
    ['jrw', 'Jaranwala', 'جڑانوالہ', 'Faisalabad', 31.3332, 73.4187, 3, 120],
    ['tdl', 'Tandlianwala', 'تاندلیانوالہ', 'Faisalabad', 31.0336, 73.1327, 2, 80],
    ['sgd', 'Sargodha', 'سرگودھا', 'Sargodha', 32.0859, 72.6742, 5, 330],
    ['bhl', 'Bhalwal', 'بھلوال', 'Sargodha', 32.2658, 72.8981, 2, 100],
    ['jhg', 'Jhang', 'جھنگ', 'Jhang', 31.2698, 72.3169, 4, 300],
    ['tts', 'Toba Tek Singh', 'ٹوبہ ٹیک سنگھ', 'Toba Tek Singh', 30.9713, 72.4828, 3, 120],
    ['gjr', 'Gojra', 'گوجرہ', 'Toba Tek Singh', 31.1493, 72.6832, 2, 80],
    ['kml', 'Kamalia', 'کمالیہ', 'Toba Tek Singh', 30.7271, 72.6461, 2, 50],
    ['mwi', 'Mianwali', 'میانوالی', 'Mianwali', 32.5776, 71.5285, 3, 180],
    ['bkr', 'Bhakkar', 'بھکر', 'Bhakkar', 31.6269, 71.0647, 3, 195],
    ['khb', 'Khushab', 'خوشاب', 'Khushab', 32.2967, 72.3525, 2, 90],
    ['jbd', 'Jauharabad', 'جوہر آباد', 'Khushab', 32.2902, 72.2818, 2, 60],
    ['cnt', 'Chiniot', 'چنیوٹ', 'Chiniot', 31.7209, 72.9784, 3, 155],
  ]),
  ...area('PB', 'MEPCO', [
    ['mux', 'Multan', 'ملتان', 'Multan', 30.1968, 71.4782, 8, 480],
    ['sjb', 'Shujaabad', 'شجاع آباد', 'Multan', 29.8809, 71.2934, 2, 60],
    ['bwp', 'Bahawalpur', 'بہاولپور', 'Bahawalpur', 29.3978, 71.6752, 5, 320],
    ['ape', 'Ahmadpur East', 'احمد پور شرقیہ', 'Bahawalpur', 29.1427, 71.2577, 2, 110],
    ['dgk', 'Dera Ghazi Khan', 'ڈیرہ غازی خان', 'Dera Ghazi Khan', 30.0459, 70.6403, 4, 260],
    ['tns', 'Taunsa', 'تونسہ', 'Taunsa', 30.7036, 70.6505, 2, 80],
    ['swl', 'Sahiwal', 'ساہیوال', 'Sahiwal', 30.666, 73.1019, 4, 210],
    ['ccw', 'Chichawatni', 'چیچہ وطنی', 'Sahiwal', 30.5301, 72.6916, 2, 80],
    ['pkp', 'Pakpattan', 'پاکپتن', 'Pakpattan', 30.3431, 73.3894, 3, 130],
    ['arf', 'Arifwala', 'عارف والا', 'Pakpattan', 30.2906, 73.0657, 2, 85],
    ['kwl', 'Khanewal', 'خانیوال', 'Khanewal', 30.3017, 71.9321, 3, 190],
    ['mcn', 'Mian Channu', 'میاں چنوں', 'Khanewal', 30.4407, 72.3568, 2, 100],
    ['vhr', 'Vehari', 'وہاڑی', 'Vehari', 30.0445, 72.3556, 3, 140],
    ['brw', 'Burewala', 'بورے والا', 'Vehari', 30.1667, 72.65, 3, 130],
    ['mls', 'Mailsi', 'میلسی', 'Vehari', 29.8012, 72.174, 2, 70],
    ['ldr', 'Lodhran', 'لودھراں', 'Lodhran', 29.5339, 71.6324, 3, 190],
    ['ryk', 'Rahim Yar Khan', 'رحیم یار خان', 'Rahim Yar Khan', 28.4199, 70.3035, 4, 280],
    ['sdq', 'Sadiqabad', 'صادق آباد', 'Rahim Yar Khan', 28.3091, 70.1265, 3, 140],
    ['knp', 'Khanpur', 'خان پور', 'Rahim Yar Khan', 28.6474, 70.6569, 2, 130],
    ['bwn', 'Bahawalnagar', 'بہاولنگر', 'Bahawalnagar', 29.9984, 73.2527, 2, 160],
    ['chs', 'Chishtian', 'چشتیاں', 'Bahawalnagar', 29.7971, 72.8577, 2, 100],
    ['hrn', 'Harunabad', 'ہارون آباد', 'Bahawalnagar', 29.6121, 73.138, 2, 95],
    ['mzg', 'Muzaffargarh', 'مظفر گڑھ', 'Muzaffargarh', 30.0726, 71.1938, 3, 330],
    ['kta', 'Kot Addu', 'کوٹ ادو', 'Kot Addu', 30.4691, 70.967, 2, 150],
    ['lyh', 'Layyah', 'لیہ', 'Layyah', 30.9613, 70.939, 3, 210],
    ['rjp', 'Rajanpur', 'راجن پور', 'Rajanpur', 29.1041, 70.3297, 2, 150],
    ['jmp', 'Jampur', 'جام پور', 'Rajanpur', 29.6424, 70.5952, 2, 85],
  ]),
  ...area('PB', 'IESCO', [
    ['rwp', 'Rawalpindi', 'راولپنڈی', 'Rawalpindi', 33.5873, 73.0479, 7, 480],
    ['wah', 'Wah Cantt', 'واہ کینٹ', 'Rawalpindi', 33.7709, 72.7512, 3, 80],
    ['gjk', 'Gujar Khan', 'گوجر خان', 'Rawalpindi', 33.2541, 73.3043, 2, 60],
    ['mre', 'Murree', 'مری', 'Murree', 33.9084, 73.3903, 1.5, 35],
    ['atk', 'Attock', 'اٹک', 'Attock', 33.7667, 72.3598, 3, 130],
    ['ftj', 'Fateh Jang', 'فتح جنگ', 'Attock', 33.5649, 72.6428, 2, 70],
    ['jlm', 'Jhelum', 'جہلم', 'Jhelum', 32.9345, 73.731, 3, 110],
    ['pdk', 'Pind Dadan Khan', 'پنڈ دادن خان', 'Jhelum', 32.5866, 73.0446, 2, 30],
    ['ckw', 'Chakwal', 'چکوال', 'Chakwal', 32.9329, 72.8539, 3, 120],
    ['tlg', 'Talagang', 'تلہ گنگ', 'Talagang', 32.9277, 72.4159, 2, 50],
  ]),
  ...area('IS', 'IESCO', [['isb', 'Islamabad', 'اسلام آباد', 'Islamabad', 33.665, 73.045, 8, 240]]),
  ...area('SD', 'K-Electric', [
    ['khi', 'Karachi', 'کراچی', 'Karachi', 24.935, 67.09, 10, 2000],
    ['ghr', 'Gharo', 'گھارو', 'Thatta', 24.7418, 67.5853, 1.5, 15],
  ]),
  ...area('SD', 'HESCO', [
    ['hyd', 'Hyderabad', 'حیدر آباد', 'Hyderabad', 25.3969, 68.3772, 6, 240],
    ['jms', 'Jamshoro', 'جامشورو', 'Jamshoro', 25.4361, 68.2802, 2, 60],
    ['ktr', 'Kotri', 'کوٹری', 'Jamshoro', 25.3657, 68.3083, 2, 50],
    ['mtr', 'Matiari', 'مٹیاری', 'Matiari', 25.5971, 68.4467, 2, 85],
    ['tay', 'Tando Allahyar', 'ٹنڈو الہیار', 'Tando Allahyar', 25.4605, 68.7175, 2, 92],
    ['tmk', 'Tando Muhammad Khan', 'ٹنڈو محمد خان', 'Tando Muhammad Khan', 25.1238, 68.5368, 2, 73],
    ['tda', 'Tando Adam', 'ٹنڈو آدم', 'Sanghar', 25.7682, 68.662, 2, 80],
    ['sgr', 'Sanghar', 'سانگھڑ', 'Sanghar', 26.0469, 68.9492, 2, 150],
    ['mpk', 'Mirpur Khas', 'میرپور خاص', 'Mirpur Khas', 25.5276, 69.0126, 3, 168],
    ['umk', 'Umarkot', 'عمرکوٹ', 'Umarkot', 25.3633, 69.7418, 2, 116],
    ['mth', 'Mithi', 'مٹھی', 'Tharparkar', 24.737, 69.7971, 2, 178],
    ['bdn', 'Badin', 'بدین', 'Badin', 24.656, 68.837, 2, 195],
    ['tht', 'Thatta', 'ٹھٹہ', 'Thatta', 24.7475, 67.9235, 2, 95],
    ['nwb', 'Nawabshah', 'نواب شاہ', 'Shaheed Benazirabad', 26.2394, 68.4037, 3, 185],
  ]),
  ...area('SD', 'SEPCO', [
    ['skz', 'Sukkur', 'سکھر', 'Sukkur', 27.7032, 68.8589, 4, 165],
    ['rhr', 'Rohri', 'روہڑی', 'Sukkur', 27.692, 68.895, 2, 50],
    ['khp', 'Khairpur', 'خیرپور', 'Khairpur', 27.5295, 68.7592, 3, 260],
    ['ghk', 'Ghotki', 'گھوٹکی', 'Ghotki', 28.0044, 69.3157, 2, 177],
    ['lrk', 'Larkana', 'لاڑکانہ', 'Larkana', 27.559, 68.212, 3, 180],
    ['kmb', 'Kambar', 'قمبر', 'Kambar Shahdadkot', 27.5875, 68.0007, 2, 150],
    ['shk', 'Shikarpur', 'شکارپور', 'Shikarpur', 27.9556, 68.6382, 2, 139],
    ['jcb', 'Jacobabad', 'جیکب آباد', 'Jacobabad', 28.2819, 68.4376, 2, 117],
    ['kdk', 'Kandhkot', 'کندھ کوٹ', 'Kashmore', 28.2457, 69.1797, 2, 123],
    ['ddu', 'Dadu', 'دادو', 'Dadu', 26.7303, 67.7769, 2, 174],
    ['nfz', 'Naushahro Feroze', 'نوشہرو فیروز', 'Naushahro Feroze', 26.8401, 68.1227, 2, 178],
  ]),
  ...area('KP', 'PESCO', [
    ['pew', 'Peshawar', 'پشاور', 'Peshawar', 34.008, 71.5785, 7, 476],
    ['mdn', 'Mardan', 'مردان', 'Mardan', 34.1979, 72.0497, 4, 275],
    ['chd', 'Charsadda', 'چارسدہ', 'Charsadda', 34.1482, 71.7406, 3, 184],
    ['nsr', 'Nowshera', 'نوشہرہ', 'Nowshera', 34.0158, 71.9812, 3, 174],
    ['swb', 'Swabi', 'صوابی', 'Swabi', 34.1202, 72.4698, 3, 189],
    ['mng', 'Mingora', 'مینگورہ', 'Swat', 34.7795, 72.3627, 3, 269],
    ['btk', 'Batkhela', 'بٹ خیلہ', 'Malakand', 34.6178, 71.9725, 1.5, 83],
    ['tmg', 'Timergara', 'تیمرگرہ', 'Lower Dir', 34.8266, 71.8442, 1.5, 165],
    ['dir', 'Dir', 'دیر', 'Upper Dir', 35.2074, 71.8768, 1, 108],
    ['dgr', 'Daggar', 'ڈگر', 'Buner', 34.5111, 72.4844, 1.5, 102],
    ['cht', 'Chitral', 'چترال', 'Lower Chitral', 35.8518, 71.7864, 1, 32],
    ['kht', 'Kohat', 'کوہاٹ', 'Kohat', 33.582, 71.4493, 3, 124],
    ['hng', 'Hangu', 'ہنگو', 'Hangu', 33.532, 71.0595, 1.5, 53],
    ['krk', 'Karak', 'کرک', 'Karak', 33.1163, 71.0935, 1.5, 82],
    ['bnu', 'Bannu', 'بنوں', 'Bannu', 32.9853, 70.604, 3, 136],
    ['lki', 'Lakki Marwat', 'لکی مروت', 'Lakki Marwat', 32.6072, 70.9123, 2, 104],
    ['dik', 'Dera Ismail Khan', 'ڈیرہ اسماعیل خان', 'Dera Ismail Khan', 31.8313, 70.9017, 3, 183],
    ['tnk', 'Tank', 'ٹانک', 'Tank', 32.2171, 70.3832, 1.5, 47],
  ]),
  ...area('KP', 'HAZECO', [
    ['abt', 'Abbottabad', 'ایبٹ آباد', 'Abbottabad', 34.1463, 73.2117, 3, 142],
    ['msr', 'Mansehra', 'مانسہرہ', 'Mansehra', 34.3302, 73.1968, 3, 180],
    ['hrp', 'Haripur', 'ہری پور', 'Haripur', 33.9978, 72.9349, 3, 117],
    ['btg', 'Battagram', 'بٹگرام', 'Battagram', 34.6772, 73.0233, 1, 56],
  ]),
  ...area('KP', 'TESCO', [
    ['jmr', 'Jamrud', 'جمرود', 'Khyber', 34.0015, 71.3801, 1.5, 80],
    ['lkl', 'Landi Kotal', 'لنڈی کوتل', 'Khyber', 34.0988, 71.1411, 1, 35],
    ['khr', 'Khar', 'خار', 'Bajaur', 34.7361, 71.5274, 1.5, 129],
    ['pch', 'Parachinar', 'پاراچنار', 'Kurram', 33.8997, 70.1001, 1.5, 79],
    ['mrs', 'Miran Shah', 'میران شاہ', 'North Waziristan', 33.0006, 70.0712, 1, 69],
    ['wna', 'Wana', 'وانا', 'South Waziristan Lower', 32.2989, 69.5725, 1, 60],
  ]),
  ...area('BA', 'QESCO', [
    ['uet', 'Quetta', 'کوئٹہ', 'Quetta', 30.1841, 67.0014, 6, 260],
    ['psn', 'Pishin', 'پشین', 'Pishin', 30.5818, 66.9941, 2, 84],
    ['cmn', 'Chaman', 'چمن', 'Chaman', 30.9177, 66.4726, 0.8, 47],
    ['lrl', 'Loralai', 'لورالائی', 'Loralai', 30.3705, 68.598, 2, 27],
    ['zhb', 'Zhob', 'ژوب', 'Zhob', 31.3408, 69.4493, 2, 36],
    ['sbi', 'Sibi', 'سبی', 'Sibi', 29.543, 67.8773, 2, 23],
    ['dmj', 'Dera Murad Jamali', 'ڈیرہ مراد جمالی', 'Nasirabad', 28.5466, 68.2231, 2, 56],
    ['mst', 'Mastung', 'مستونگ', 'Mastung', 29.7997, 66.8455, 2, 31],
    ['klt', 'Kalat', 'قلات', 'Kalat', 29.0266, 66.5936, 2, 27],
    ['kzd', 'Khuzdar', 'خضدار', 'Khuzdar', 27.8119, 66.611, 2, 100],
    ['tbt', 'Turbat', 'تربت', 'Kech', 26.0012, 63.0485, 3, 106],
    ['gwd', 'Gwadar', 'گوادر', 'Gwadar', 25.155, 62.328, 0.8, 31],
  ]),
  ...area('BA', 'K-Electric', [
    ['hub', 'Hub', 'حب', 'Hub', 25.0256, 66.8853, 1.5, 38],
    ['utl', 'Uthal', 'اوتھل', 'Lasbela', 25.8072, 66.6219, 1.5, 30],
  ]),
  ...area('JK', 'AJKED', [
    ['mfd', 'Muzaffarabad', 'مظفر آباد', 'Muzaffarabad', 34.37, 73.4708, 2, 65],
    ['mrp', 'Mirpur', 'میرپور', 'Mirpur', 33.1478, 73.7519, 1.5, 46],
    ['ktl', 'Kotli', 'کوٹلی', 'Kotli', 33.5184, 73.9022, 1.5, 77],
    ['rwk', 'Rawalakot', 'راولاکوٹ', 'Poonch', 33.8578, 73.7604, 1.5, 50],
    ['bgh', 'Bagh', 'باغ', 'Bagh', 33.9811, 73.7761, 1, 37],
    ['bhm', 'Bhimber', 'بھمبر', 'Bhimber', 32.9747, 74.0785, 1, 42],
  ]),
  ...area('GB', 'GBWPD', [
    ['glt', 'Gilgit', 'گلگت', 'Gilgit', 35.9187, 74.3125, 2, 33],
    ['skd', 'Skardu', 'سکردو', 'Skardu', 35.2979, 75.6337, 2, 26],
    ['hnz', 'Aliabad', 'علی آباد', 'Hunza', 36.307, 74.6154, 1, 7],
    ['cls', 'Chilas', 'چلاس', 'Diamer', 35.4129, 74.1041, 1, 27],
  ]),
];
