namespace Clearsight.Domain.Jobs;

/// <summary>Says "go" to a worker. Losing what is in it loses nothing: the rows say what must be queued.</summary>
public interface IJobQueue
{
    void Enqueue(string jobId);
}
