/* test_text_list - texts of tests of persons, proposals and closed-loop sites. Part of text_list.h,
 * included by it with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(TEST, "Test results of persons, and what follows: proposals to seal, tests due again",
         "人员检测结果及后续：封控建议、待复检")
EVN_TEXT(TEST_PUT, "Record what a test said; a positive one names contacts",
         "登记检测结果；阳性可附密接者")
EVN_TEXT(TEST_LIST, "List results", "列出检测结果")
EVN_TEXT(TEST_RETESTS, "List grey results that wait for another test", "列出灰区待复检者")
EVN_TEXT(TEST_PROPOSALS, "List seals that positive tests call for", "列出由阳性结果引出的封控建议")
EVN_TEXT(TEST_CONFIRM, "Seal what is proposed, as an authority", "由决定机关确认封控建议")
EVN_TEXT(TEST_REJECT, "Say why what is proposed is not sealed", "驳回封控建议并说明理由")
EVN_TEXT(TEST_EVERYBODY, "Have everybody of an area tested, for a recorded reason",
         "对一个区域全员检测（须有记录在案的理由）")
EVN_TEXT(OPT_TEST_SAMPLE, "The laboratory's number of the sample", "样本编号")
EVN_TEXT(OPT_TAKEN, "When it was taken: 2022-11-14T08:00:00+08:00; a day alone means noon",
         "采样时间：2022-11-14T08:00:00+08:00；仅写日期按中午计")
EVN_TEXT(OPT_CT, "Cycle threshold, such as 33.5; none: negative, unless --positive",
         "Ct 值，如 33.5；不填为阴性，另有 --positive 除外")
EVN_TEXT(OPT_POSITIVE, "Positive, by a test without a Ct", "阳性（无 Ct 值）")
EVN_TEXT(OPT_ANTIGEN, "An antigen test", "抗原检测")
EVN_TEXT(OPT_SEVERITY, "asymptomatic, mild, moderate, severe or critical",
         "asymptomatic 无症状、mild 轻、moderate 中、severe 重、critical 危重")
EVN_TEXT(OPT_TEST_AREA, "Where the person is (a member of a cohort: as listed)",
         "人员所在区域（已在管者可省略）")
EVN_TEXT(OPT_CONTACTS, "Close contacts by pseudonym: A,B,C", "密接者代号：A,B,C")
EVN_TEXT(OPT_SECONDARY, "Contacts of contacts: kept, neither isolated nor tested",
         "次密接者代号：仅留存，不隔离、不检测")
EVN_TEXT(OPT_NO_HOME, "Contacts who have nothing at home to be isolated in: go to a site",
         "不具备居家条件的密接者代号：集中隔离")
EVN_TEXT(OPT_ONLY_OVERDUE, "Only those that should have come by now", "仅列已逾期者")
EVN_TEXT(OPT_NEW_ZONE, "Id of the new zone (that of the proposal)",
         "新风险区编号（默认同建议编号）")
EVN_TEXT(OPT_OTHER_AREA, "Another area in or around the proposed one",
         "建议区域之内或之外的另一区域")
EVN_TEXT(OPT_DECIDED_BY, "Authority that decides", "决定机关")
EVN_TEXT(OPT_DECIDED_WHY, "Reason of the decision", "决定理由")
EVN_TEXT(OPT_EXPANSION, "Reason to seal more than a building: spread_unclear, ...",
         "范围大于楼栋的理由：spread_unclear 等")
EVN_TEXT(OPT_RESIDENTS, "People who live there", "居民人数")
EVN_TEXT(OPT_FIRST_DAY, "First day", "首日")
EVN_TEXT(OPT_LAST_DAY, "Last day", "末日")
EVN_TEXT(OPT_PER_DAY, "Tests of a person and day (1)", "每人每天检测次数（默认 1）")
EVN_TEXT(OPT_TEST_REASON, "source_unclear or spread_long",
         "source_unclear 来源不清、spread_long 传播时间长")
EVN_TEXT(COL_SAMPLE, "sample", "样本")
EVN_TEXT(COL_TAKEN, "taken", "采样时间")
EVN_TEXT(COL_CT, "Ct", "Ct 值")
EVN_TEXT(COL_VERDICT, "verdict", "判定")
EVN_TEXT(COL_ISOLATED, "isolated", "隔离方式")
EVN_TEXT(COL_TEST_AREA, "area", "区域")
EVN_TEXT(COL_RETEST, "test again", "复检时间")
EVN_TEXT(COL_HOURS_LATE, "hours late", "逾期小时")
EVN_TEXT(COL_PROPOSAL, "proposal", "建议编号")
EVN_TEXT(COL_PROPOSED_DAY, "first positive", "首例阳性日")
EVN_TEXT(COL_POSITIVES, "positive", "阳性者")
EVN_TEXT(COL_CONTACTS, "contacts", "密接者")
EVN_TEXT(COL_SEALED_AS, "zone", "风险区")
EVN_TEXT(LOOP, "Closed-loop sites: who is inside, entry with a booster, the days after leaving",
         "闭环场所：在内人员，接种加强针后进入，离开后的监测")
EVN_TEXT(LOOP_LIST, "List who is or was inside", "列出闭环人员")
EVN_TEXT(LOOP_ENTER, "Let a person in", "登记进入")
EVN_TEXT(LOOP_LEAVE, "Let a person out: the days of monitoring begin", "登记离开，开始监测期")
EVN_TEXT(OPT_LOOP_PLACE, "The closed-loop site", "闭环场所编码")
EVN_TEXT(OPT_BOOSTER, "Day of the booster dose", "加强免疫日期")
EVN_TEXT(OPT_EXEMPT, "The rule asks this person for no booster", "按规定不需加强免疫")
EVN_TEXT(OPT_ENTERED, "Day of entry", "进入日期")
EVN_TEXT(OPT_LEFT, "Day of leaving", "离开日期")
EVN_TEXT(OPT_HOME_AREA, "Where the person lives", "居住区域编码")
EVN_TEXT(COL_BOOSTER, "booster", "加强免疫")
EVN_TEXT(COL_ENTERED, "entered", "进入")
EVN_TEXT(COL_LOOP_LEFT, "left", "离开")

EVN_TEXT(PLACE_SET, "Close or open a place, or say which patients it takes",
         "关闭或启用地点，或登记可收治的病人")
EVN_TEXT(OPT_INTAKE, "Of patients: open, limited (severe and critical only) or closed",
         "收治状态：open 正常、limited 仅重症和危重症、closed 停止")
EVN_TEXT(OPT_ACCEPTS, "Grades taken: asymptomatic,mild,moderate,severe,critical",
         "可收治的病情：asymptomatic,mild,moderate,severe,critical")
EVN_TEXT(OPT_CLOSE_PLACE, "It is closed: nothing goes there", "关闭，不再收入")
EVN_TEXT(OPT_OPEN_PLACE, "It is open again", "重新启用")
EVN_TEXT(OPT_LOOP_SITE, "It is a closed-loop site", "设为闭环场所")
EVN_TEXT(OPT_NO_LOOP, "It is no closed-loop site any more", "不再是闭环场所")

/* transfer */
EVN_TEXT(TRANSFER, "People found positive: the bed that is claimed for each, and who has none",
         "阳性人员转运：为其预留的床位，以及尚无床位者")
EVN_TEXT(TRANSFER_LIST, "List transfers", "列出转运")
EVN_TEXT(TRANSFER_BROUGHT, "The person is there", "已送达")
EVN_TEXT(TRANSFER_END, "Discharged, or not needed any more: the bed is free",
         "已出院或不再需要：释放床位")
EVN_TEXT(COL_BED, "bed", "床位")
