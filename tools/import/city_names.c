#include "tools/import/city_names.h"

const struct evn_city_word evn_city_first[] = {
    {"晨光", "Chenguang"}, {"和风", "Hefeng"},    {"清泉", "Qingquan"}, {"安宁", "Anning"},
    {"云帆", "Yunfan"},    {"青禾", "Qinghe"},    {"明月", "Mingyue"},  {"松涛", "Songtao"},
    {"金穗", "Jinsui"},    {"星河", "Xinghe"},    {"紫藤", "Ziteng"},   {"白鹭", "Bailu"},
    {"春晖", "Chunhui"},   {"听雨", "Tingyu"},    {"望山", "Wangshan"}, {"远帆", "Yuanfan"},
    {"绿洲", "Lüzhou"},    {"长庚", "Changgeng"}, {"丰年", "Fengnian"}, {"书香", "Shuxiang"},
    {"海棠", "Haitang"},   {"梧桐", "Wutong"},    {"银杏", "Yinxing"},  {"朝露", "Zhaolu"},
    {"知秋", "Zhiqiu"},    {"乐善", "Leshan"},    {"同心", "Tongxin"},  {"百合", "Baihe"},
    {"丹枫", "Danfeng"},   {"沐阳", "Muyang"},    {"归雁", "Guiyan"}};
const struct evn_city_word evn_city_last[] = {
    {"苑", "yuan"}, {"里", "li"},   {"坊", "fang"},  {"庭", "ting"}, {"湾", "wan"},
    {"居", "ju"},   {"台", "tai"},  {"塘", "tang"},  {"桥", "qiao"}, {"岸", "an"},
    {"林", "lin"},  {"洲", "zhou"}, {"巷", "xiang"}, {"堤", "di"},   {"舍", "she"},
    {"轩", "xuan"}, {"阁", "ge"},   {"坡", "po"},    {"渡", "du"},   {"泾", "jing"},
    {"浦", "pu"},   {"屏", "ping"}, {"墩", "dun"},   {"墅", "shu"},  {"汇", "hui"}};
const size_t evn_city_n_first = sizeof evn_city_first / sizeof evn_city_first[0];
const size_t evn_city_n_last = sizeof evn_city_last / sizeof evn_city_last[0];
