// SPDX-License-Identifier: Apache-2.0
//
// Functions over groups that begin with a state, which PySpark cannot say. transform_with_state.py compiles this file with
// the compiler that comes with Spark. Classes with names and rows without: nothing here is looked up by reflection.
package millstream.oracle

import java.lang.{Long => LongValue}
import java.sql.Timestamp
import java.util.{Collections, Iterator => Rows}

import org.apache.spark.api.java.function.{FlatMapGroupsWithStateFunction, MapFunction}
import org.apache.spark.sql.{Dataset, Encoders, Row, RowFactory}
import org.apache.spark.sql.streaming.{GroupState, GroupStateTimeout, OutputMode}
import org.apache.spark.sql.types._

class KeyOf extends MapFunction[Row, String] {
  def call(row: Row): String = row.getAs[String]("k")
}

class StateOf extends MapFunction[Row, LongValue] {
  def call(row: Row): LongValue = row.getAs[LongValue]("v")
}

/** Counts rows on; ends a key when the watermark is ten seconds behind its last row, or at 20 s where none came. */
class CountedOn extends FlatMapGroupsWithStateFunction[String, Row, LongValue, Row] {
  def call(key: String, rows: Rows[Row], state: GroupState[LongValue]): Rows[Row] = {
    val before: Long = if (state.exists) state.get else 0L
    val now = state.getCurrentWatermarkMs()
    if (state.hasTimedOut) {
      state.remove()
      return told(key, "timed out", before, now)
    }
    var count = 0L
    var last = 10000L
    while (rows.hasNext) {
      last = math.max(last, rows.next().getAs[Timestamp]("ts").getTime)
      count += 1
    }
    // a key whose state is odd lets go of it when nothing came
    if (count == 0 && before % 2 == 1) state.remove()
    else {
      state.update(before + count)
      if (last + 10000 > now) state.setTimeoutTimestamp(last + 10000)
    }
    told(key, s"$count rows", before + count, now)
  }

  private def told(key: String, what: String, number: Long, at: Long): Rows[Row] =
    Collections.singletonList(RowFactory.create(key, what, LongValue.valueOf(number), new Timestamp(at))).iterator()
}

object Groups {
  private val output = new StructType()
    .add("k", StringType).add("what", StringType).add("number", LongType).add("at", TimestampType)

  /** `initial` has the columns k and v. */
  def countedOn(rows: Dataset[Row], initial: Dataset[Row]): Dataset[Row] =
    rows.groupByKey(new KeyOf, Encoders.STRING).flatMapGroupsWithState(
      new CountedOn, OutputMode.Append(), Encoders.LONG, Encoders.row(output), GroupStateTimeout.EventTimeTimeout,
      initial.groupByKey(new KeyOf, Encoders.STRING).mapValues(new StateOf, Encoders.LONG))
}
